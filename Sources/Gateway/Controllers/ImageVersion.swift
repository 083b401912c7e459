import Catalogue
import HTTPTypes
import Hummingbird

/// A picture's entry as it was seen, as the entity tag of RFC 9110, section 8.8.3: `"12-3"` is version 3 of the entry 12.
struct ImageVersion: Equatable {
    /// nil: of whichever entry the picture has.
    var id: Int64?
    /// nil: any.
    var version: Int64?

    /// An entry that comes after a deleted one has another id, and who may change it is told otherwise than who may not.
    static func tag(_ image: ImageRecord, for viewer: Viewer) -> String {
        "\"\(image.id)-\(image.version)\(viewer.mayChange(image) ? "" : fixed)\""
    }

    private static let fixed = "-fixed"

    /// What the request wants to change, by its `If-Match`: a tag, or the version alone. Throws a `Problem`: 400 for a tag of
    /// something else, 412 for a weak one, which is never the same (section 13.1.1).
    init(expectedBy request: Request) throws {
        guard let tag = request.headers[.ifMatch], tag != "*" else { return }
        guard !tag.hasPrefix("W/") else {
            throw Problem(.preconditionFailed, "A weak tag does not do for If-Match: send the picture's own.")
        }
        var text = tag.filter { $0 != "\"" }[...]
        // The same entry, packed on its way.
        for ending in ["-gzip", Self.fixed] where text.hasSuffix(ending) { text = text.dropLast(ending.count) }
        let numbers = text.split(separator: "-", omittingEmptySubsequences: false).map { Int64($0) }
        switch numbers.count {
        case 1: version = numbers[0]
        case 2: (id, version) = (numbers[0], numbers[1])
        default: break
        }
        guard version != nil, numbers.count == 1 || id != nil else {
            throw Problem(.badRequest, "If-Match is the picture's ETag, or its \"version\" in quotes, or left out.")
        }
    }
}

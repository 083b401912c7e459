import Catalogue
import HTTPTypes
import Hummingbird

/// The version of a picture's entry, as the entity tag of RFC 9110, section 8.8.3.
enum ImageVersion {
    static func tag(_ image: ImageRecord) -> String { "\"\(image.version)\"" }

    /// What the request wants to change; nil if any version will do. Throws a `Problem` (400) for a tag of something else.
    static func expected(by request: Request) throws -> Int64? {
        guard let tag = request.headers[.ifMatch], tag != "*" else { return nil }
        guard let version = Int64(tag.trimmingPrefix("W/").filter { $0 != "\"" }) else {
            throw Problem(.badRequest, "If-Match is the picture's \"version\" in quotes, or left out.")
        }
        return version
    }
}

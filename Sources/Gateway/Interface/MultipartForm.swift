import HTTPTypes

/// A form with files: multipart/form-data (RFC 7578), as browsers and HTTP libraries send it.
struct MultipartForm: Sendable {
    struct Part: Sendable, Equatable {
        let name: String
        let bytes: [UInt8]
    }

    let parts: [Part]

    /// Throws a `Problem` (415 for another type, 400 for a body that is not what its type says).
    init(_ body: [UInt8], contentType: String?) throws {
        let type = contentType ?? ""
        guard type.lowercased().hasPrefix("multipart/form-data"), let boundary = Self.parameter("boundary", in: type),
            !boundary.isEmpty
        else {
            throw Problem(.unsupportedMediaType, "Send a form, with the header Content-Type: multipart/form-data.")
        }
        parts = try Self.sections(of: body, boundary: Array("--\(boundary)".utf8)).map(Self.part)
    }

    /// All values of a name.
    func values(_ name: String) -> [[UInt8]] { parts.filter { $0.name == name }.map(\.bytes) }

    private static var damaged: Problem {
        Problem(.badRequest, "The form is damaged: it is not made as multipart/form-data is.")
    }

    /// What stands between the boundaries.
    private static func sections(of body: [UInt8], boundary: [UInt8]) throws -> [ArraySlice<UInt8>] {
        var sections: [ArraySlice<UInt8>] = []
        var rest = body[...]
        guard let first = rest.firstRange(of: boundary) else { throw damaged }
        rest = rest[first.upperBound...]
        let separator = [13, 10] + boundary
        while !rest.starts(with: "--".utf8) {
            guard rest.starts(with: [13, 10]) else { throw damaged }
            rest = rest.dropFirst(2)
            // A section without headers and content ends where it begins.
            guard let end = rest.firstRange(of: separator) else { throw damaged }
            sections.append(rest[..<end.lowerBound])
            rest = rest[end.upperBound...]
        }
        return sections
    }

    private static func part(_ section: ArraySlice<UInt8>) throws -> Part {
        guard let gap = section.firstRange(of: [13, 10, 13, 10]) else { throw damaged }
        let headers = String(decoding: section[..<gap.lowerBound], as: UTF8.self).split(whereSeparator: \.isNewline)
        guard
            let disposition = headers.first(where: { $0.lowercased().hasPrefix("content-disposition:") }),
            let name = parameter("name", in: String(disposition))
        else { throw damaged }
        return Part(name: name, bytes: Array(section[gap.upperBound...]))
    }

    /// The value of a header's parameter: `name="value"` or `name=value`.
    private static func parameter(_ name: String, in header: String) -> String? {
        for field in header.split(separator: ";").dropFirst() {
            let pair = field.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, pair[0].filter({ !$0.isWhitespace }).lowercased() == name else { continue }
            return String(pair[1].filter { $0 != "\"" })
        }
        return nil
    }
}

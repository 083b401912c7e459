import Catalogue
import FoundationEssentials
import HTTPTypes
import Hummingbird

/// The pictures that a request is about, when they are many.
enum HashList {
    static let maximumCount = 10_000

    /// 64 digits each, with some room for quotes and commas.
    private static let maximumBytes = 80 * maximumCount

    static let schema = Schema.object([.field("hashes", .list(.hash), "At least one, at most 10,000.")])

    private struct Body: Decodable {
        let hashes: [String]
    }

    /// From JSON, `{"hashes": ["..."]}`, or as a form sends it, `hash=...&hash=...`. Each picture once, in their order.
    static func read(_ request: Request) async throws -> [PictureHash] {
        let isForm = request.headers[.contentType]?.hasPrefix("application/x-www-form-urlencoded") == true
        let texts: [String]
        if isForm {
            let buffer = try await JSONBody.collect(request, upTo: maximumBytes)
            texts = buffer.readableBytesView.split(separator: UInt8(ascii: "&")).compactMap { pair in
                let parts = String(decoding: pair, as: UTF8.self).split(separator: "=", maxSplits: 1)
                return parts.count == 2 && parts[0] == "hash" ? String(parts[1]) : nil
            }
        } else {
            texts = try await JSONBody.decode(Body.self, from: request, upTo: maximumBytes).hashes
        }
        guard !texts.isEmpty else { throw Problem.invalid("hashes", "Name at least one picture.") }
        guard texts.count <= maximumCount else {
            throw Problem.invalid("hashes", "Name at most \(maximumCount) pictures at a time.")
        }
        var known: Set<String> = []
        return try texts.filter { known.insert($0).inserted }.map { try PictureHash($0) }
    }
}

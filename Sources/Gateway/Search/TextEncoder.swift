import Catalogue
import WireProtocol
import WireTransport

/// Whoever knows what texts mean.
protocol TextEncoder: Sendable {
    /// The texts' vectors, in their order. Throws `Problem`, `WireError`, `ConnectionError` or `CatalogueError`.
    func encode(_ texts: [String]) async throws -> EncodedTexts
}

struct EncodedTexts: Sendable {
    let encoder: EncoderHash
    let vectors: [Embedding]
}

extension WireClient: TextEncoder {
    /// What a text may weigh: more than the 256 tokens that the encoder reads of it, and 32 of them fit into a frame.
    private static let maximumTextBytes = 1_500

    func encode(_ texts: [String]) async throws -> EncodedTexts {
        let answer = try await embed(texts.map(Self.shortened))
        guard answer.vectors.count == texts.count, let encoder = EncoderHash(bytes: answer.encoder.bytes) else {
            throw CatalogueError(
                .invalidVector, "The inference server sent \(answer.vectors.count) vectors for \(texts.count) texts.")
        }
        return EncodedTexts(encoder: encoder, vectors: try answer.vectors.map { try Embedding($0.values) })
    }

    private static func shortened(_ text: String) -> String {
        var bytes = 0
        return String(
            text.prefix { character in
                bytes += character.utf8.count
                return bytes <= maximumTextBytes
            })
    }
}

extension ServerLink: TextEncoder {
    func encode(_ texts: [String]) async throws -> EncodedTexts {
        try await current().client.encode(texts)
    }
}

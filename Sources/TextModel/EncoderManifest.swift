import FoundationEssentials
import Tensor

/// `model.json` of a sentence encoder. A value of this type is valid: every number is within its bounds.
package struct EncoderManifest: Sendable, Codable, Equatable {
    package static let format = "reverie-encoder/1"

    package let format: String
    package let name: String
    package let title: String
    package let layers: Int
    /// Numbers in an embedding.
    package let width: Int
    package let heads: Int
    /// Of each feed-forward part, between its two linear layers.
    package let hiddenWidth: Int
    package let normEpsilon: Float
    /// [CLS] and [SEP] included.
    package let maximumTokens: Int
    package let vocabulary: VocabularyFile
    package let weights: File

    /// A file in the manifest's folder, with the SHA-256 of all of it in lower-case hexadecimal.
    package struct File: Sendable, Codable, Equatable {
        package let file: String
        package let sha256: String
    }

    package struct VocabularyFile: Sendable, Codable, Equatable {
        package let file: String
        package let sha256: String
        package let pieces: Int
    }

    /// Whether `model.json` is an encoder's, of whatever version, and no diffusion model's.
    package static func isEncoder(_ json: [UInt8]) -> Bool {
        struct Head: Decodable { let format: String }
        let head = json.count <= maximumBytes ? try? JSONDecoder().decode(Head.self, from: Data(json)) : nil
        return head?.format.hasPrefix("reverie-encoder/") ?? false
    }

    /// Reads and checks `model.json`. The error names the field that is wrong.
    package init(json: [UInt8]) throws(TextModelError) {
        guard json.count <= Self.maximumBytes else { throw .manifest("is larger than \(Self.maximumBytes) bytes") }
        do {
            self = try JSONDecoder().decode(Self.self, from: Data(json))
        } catch DecodingError.keyNotFound(let key, let context) {
            throw .manifest("has no \((context.codingPath + [key]).map(\.stringValue).joined(separator: "."))")
        } catch {
            throw .manifest("is not the JSON that it should be")
        }
        try validate()
    }

    private static let maximumBytes = 1 << 20

    private func validate() throws(TextModelError) {
        func check(_ holds: Bool, _ field: String, _ problem: String) throws(TextModelError) {
            guard holds else { throw .manifest("has a wrong \(field): it must be \(problem)") }
        }
        try check(format == Self.format, "format", "\"\(Self.format)\"")
        try check(1...48 ~= layers, "layers", "1 to 48")
        try check(1...2048 ~= width, "width", "1 to 2048")
        try check(1...width ~= heads && width % heads == 0, "heads", "a divisor of width")
        try check(1...8192 ~= hiddenWidth, "hiddenWidth", "1 to 8192")
        try check(normEpsilon > 0 && normEpsilon < 1, "normEpsilon", "above 0 and below 1")
        try check(3...512 ~= maximumTokens, "maximumTokens", "3 to 512")
        try check(1...1_000_000 ~= vocabulary.pieces, "vocabulary.pieces", "1 to 1000000")
        for (file, field) in [(vocabulary.file, "vocabulary.file"), (weights.file, "weights.file")] {
            try check(
                !file.isEmpty && file != ".." && file.utf8.count <= 200
                    && !file.utf8.contains { $0 == 0 || $0 == 0x2f },
                field, "the name of a file in the manifest's folder")
        }
        for (hash, field) in [(vocabulary.sha256, "vocabulary.sha256"), (weights.sha256, "weights.sha256")] {
            try check(
                hash.utf8.count == 64 && hash.utf8.allSatisfy { 0x30...0x39 ~= $0 || 0x61...0x66 ~= $0 }, field,
                "64 lower-case hexadecimal digits")
        }
    }
}

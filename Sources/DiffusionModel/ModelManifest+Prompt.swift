import FoundationEssentials

extension ModelManifest {
    /// A suggested prompt. In JSON the embedding is base64 of little-endian 32-bit floats.
    package struct Prompt: Sendable, Codable, Equatable {
        package let text: String
        /// `promptWidth` finite numbers.
        package let embedding: [Float]

        private enum CodingKeys: String, CodingKey { case text, embedding }

        package init(text: String, embedding: [Float]) {
            self.text = text
            self.embedding = embedding
        }

        package init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            text = try fields.decode(String.self, forKey: .text)
            let base64 = try fields.decode(String.self, forKey: .embedding)
            guard let data = Data(base64Encoded: base64), data.count % 4 == 0 else {
                throw DecodingError.dataCorruptedError(
                    forKey: .embedding, in: fields, debugDescription: "must be base64 of 32-bit floats")
            }
            embedding = data.withUnsafeBytes { bytes in
                stride(from: 0, to: bytes.count, by: 4).map {
                    Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: UInt32.self)))
                }
            }
        }

        package func encode(to encoder: any Encoder) throws {
            var fields = encoder.container(keyedBy: CodingKeys.self)
            try fields.encode(text, forKey: .text)
            var data = Data(capacity: 4 * embedding.count)
            for value in embedding {
                withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) }
            }
            try fields.encode(data.base64EncodedString(), forKey: .embedding)
        }
    }
}

extension ModelManifest {
    /// A suggested prompt.
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
            embedding = try fields.decode(Vector.self, forKey: .embedding).numbers
        }

        package func encode(to encoder: any Encoder) throws {
            var fields = encoder.container(keyedBy: CodingKeys.self)
            try fields.encode(text, forKey: .text)
            try fields.encode(Vector(embedding), forKey: .embedding)
        }
    }
}

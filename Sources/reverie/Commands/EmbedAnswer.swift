import WireProtocol

/// What `reverie embed` prints.
struct EmbedAnswer: Equatable {
    struct Embedding: Equatable {
        let text: String
        /// Whether the encoder read only the text's beginning.
        let truncated: Bool
        let vector: [Float]
    }

    /// SHA-256 of the encoder's weights.
    let encoder: String
    let width: Int
    let embeddings: [Embedding]

    init(_ texts: [String], _ answer: Embeddings) {
        encoder = answer.encoder.description
        width = Int(answer.width)
        embeddings = zip(texts, answer.vectors).map { text, vector in
            Embedding(text: text, truncated: vector.truncated, vector: vector.values)
        }
    }

    /// A line a vector.
    var lines: String {
        embeddings.map { $0.vector.map(\.description).joined(separator: " ") + "\n" }.joined()
    }

    /// What is to be said beside the vectors.
    var notes: [String] {
        embeddings.filter(\.truncated).map {
            "Only the beginning was read of “\($0.text.prefix(40).description.printable)…”."
        }
    }

    var report: Report {
        Report(
            "embeddings",
            [
                "encoder": .text(encoder), "width": .integer(width),
                "embeddings": .list(
                    embeddings.map { embedding in
                        [
                            "text": .text(embedding.text), "truncated": .flag(embedding.truncated),
                            "vector": .list(embedding.vector.map { JSONValue($0) }),
                        ]
                    }),
            ])
    }
}

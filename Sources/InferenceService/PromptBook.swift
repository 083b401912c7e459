import DiffusionModel
import WireProtocol

/// The prompts that a model's manifest carries an embedding of.
struct PromptBook: Sendable {
    private let model: String
    private let texts: [String]
    private let embeddings: [String: [Float]]

    init(_ manifest: ModelManifest) {
        model = manifest.name
        texts = manifest.prompts.map(\.text)
        embeddings = Dictionary(
            manifest.prompts.map { (Self.normalized($0.text), $0.embedding) }, uniquingKeysWith: { first, _ in first })
    }

    /// The conditioning vector of a prompt; nil, the learned null vector, for one with nothing in it.
    ///
    /// Capitals and the number of spaces make no difference.
    ///
    /// - Throws: ``WireError`` `unknownPrompt`, with every prompt that is known.
    func embedding(of prompt: String) throws(WireError) -> [Float]? {
        let key = Self.normalized(prompt)
        guard !key.isEmpty else { return nil }
        guard let embedding = embeddings[key] else {
            let shown = prompt.count > 60 ? prompt.prefix(60) + "…" : prompt[...]
            throw WireError(
                code: .unknownPrompt,
                message: "The model \(model) does not know the prompt “\(shown)”. "
                    + "It knows: \(texts.joined(separator: ", ")). An empty prompt gives a surprise.",
                retryable: false)
        }
        return embedding
    }

    private static func normalized(_ prompt: String) -> String {
        prompt.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}

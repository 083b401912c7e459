import DiffusionModel
import Tensor
import TextModel
import WireProtocol

/// The prompts that a model suggests, and where any other stands among them.
struct PromptBook: Sendable {
    private let known: [ModelManifest.Prompt]
    private let familiarity: ModelManifest.Familiarity?

    /// Suggestions that are told.
    private static let suggestionCount = 3

    init(_ manifest: ModelManifest) {
        known = manifest.prompts
        familiarity = manifest.familiarity
    }

    /// Reads a recipe's prompts.
    func reading(of recipe: JobRecipe, by encoder: some TextEncoder) async -> PromptReading {
        let prompt = await embedding(of: recipe.prompt, by: encoder)
        let negativePrompt = await embedding(of: recipe.negativePrompt, by: encoder)
        let neighbours = prompt.map { nearest(to: $0.vector) } ?? []
        return PromptReading(
            prompt: prompt?.vector, negativePrompt: negativePrompt?.vector,
            isTruncated: prompt?.isTruncated ?? false || negativePrompt?.isTruncated ?? false,
            familiarity: prompt.flatMap { familiarity(of: $0.vector, nearest: neighbours.first?.cosine) } ?? 1,
            suggestions: neighbours.map(\.text))
    }

    private func embedding(
        of prompt: String, by encoder: some TextEncoder
    ) async -> SentenceEncoder.Embedding? {
        prompt.allSatisfy(\.isWhitespace) ? nil : await encoder.embedding(of: prompt)
    }

    private func familiarity(of vector: [Float], nearest: Double?) -> Float? {
        guard let familiarity, let nearest else { return nil }
        return familiarity(cosine: familiarity.direction.map { Self.cosine($0, vector) } ?? nearest)
    }

    private func nearest(to vector: [Float]) -> [(text: String, cosine: Double)] {
        let all = known.map { (text: $0.text, cosine: Self.cosine($0.embedding, vector)) }
        return Array(all.sorted { ($1.cosine, $0.text) < ($0.cosine, $1.text) }.prefix(Self.suggestionCount))
    }

    private static func cosine(_ a: [Float], _ b: [Float]) -> Double {
        var (dot, squaresA, squaresB) = (0.0, 0.0, 0.0)
        for (a, b) in zip(a, b) {
            dot += Double(a) * Double(b)
            squaresA += Double(a) * Double(a)
            squaresB += Double(b) * Double(b)
        }
        let lengths = (squaresA * squaresB).squareRoot()
        return lengths > 0 ? dot / lengths : 0
    }
}

import WireProtocol

/// How the server read a prompt.
struct PromptNotice: Sendable, Encodable {
    /// Whether it is longer than the server reads.
    let truncated: Bool
    /// 0...1: how near it is to what the model was trained on.
    let familiarity: Float
    /// Prompts of the model that are near.
    let suggestions: [String]

    init(_ accepted: Accepted) {
        truncated = accepted.promptTruncated
        familiarity = accepted.familiarity
        suggestions = accepted.suggestions
    }
}

/// What a job's prompts mean to a model.
struct PromptReading: Sendable, Equatable {
    /// Conditioning vectors; nil, the learned null vector, for a prompt with nothing in it.
    let prompt: [Float]?
    let negativePrompt: [Float]?
    /// Whether the encoder read only the beginning of a prompt.
    let isTruncated: Bool
    /// 0...1: how near the prompt is to what the model was trained on; 1 for an empty prompt and where nobody can tell.
    let familiarity: Float
    /// The known prompts that are nearest, nearest first.
    let suggestions: [String]
}

import WireProtocol

/// What a person should know of how the server read the prompt.
struct PromptNotice {
    /// Below this a prompt is more likely about something else than what the model was trained on.
    static let unfamiliar: Float = 0.5

    /// Sentences, none if there is nothing to say.
    let lines: [String]

    init(_ accepted: Accepted) {
        var lines: [String] = []
        if accepted.promptTruncated { lines.append("The prompt is long: only its beginning was read.") }
        if accepted.familiarity < Self.unfamiliar {
            let near = accepted.suggestions.map { "“\($0.printable)”" }.joined(separator: ", ")
            lines.append(
                "The model was not trained on anything like this prompt"
                    + (near.isEmpty ? "." : "; the nearest that it knows: \(near)."))
        }
        self.lines = lines
    }
}

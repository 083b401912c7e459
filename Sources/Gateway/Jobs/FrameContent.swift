import Hummingbird

/// What a viewer wants to see of a job's previews.
enum FrameContent: String, CaseIterable, Sendable {
    /// The predicted clean pictures.
    case x0
    /// The noisy states.
    case xt
    case both
}

extension FrameContent {
    /// The request's `content`; clean pictures if it has none. Throws a `Problem` (400).
    init(query request: Request) throws {
        let text = request.uri.queryParameters["content"].map(String.init) ?? FrameContent.x0.rawValue
        guard let content = FrameContent(rawValue: text) else {
            let all = FrameContent.allCases.map(\.rawValue).joined(separator: ", ")
            throw Problem.invalid("content", "The parameter \"content\" is one of \(all).")
        }
        self = content
    }
}

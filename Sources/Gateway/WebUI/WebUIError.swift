/// An error as the web UI's interface tells it.
struct WebUIError: Encodable {
    let error: String
    let detail: String
    let body = ""
    let errors: String

    init(_ problem: Problem) {
        error = problem.title
        detail = problem.detail
        errors = problem.detail
    }

    static let schema = Schema.object([
        .field("error", .text), .field("detail", .text, "A sentence for people."), .field("body", .text),
        .field("errors", .text),
    ])
}

/// An error as OpenAI's interface tells it.
struct OpenAIError: Encodable {
    struct Details: Encodable {
        let message: String
        let type: String
        let param: Nullable<String>
        let code: Nullable<String>
    }

    let error: Details

    init(_ problem: Problem) {
        error = Details(
            message: problem.detail, type: Self.type(problem.status), param: Nullable(value: problem.field),
            code: Nullable(value: Self.code(problem)))
    }

    private static func type(_ status: Int) -> String {
        switch status {
        case 401: "authentication_error"
        case 429: "rate_limit_error"
        case 500...: "server_error"
        default: "invalid_request_error"
        }
    }

    private static func code(_ problem: Problem) -> String? {
        switch (problem.status, problem.field) {
        case (401, _): "invalid_api_key"
        case (404, "model"): "model_not_found"
        default: nil
        }
    }

    static let schema = Schema.object([
        .field(
            "error",
            .object([
                .field("message", .text, "A sentence for people."), .field("type", .text),
                .field("param", Schema.text.orNull, "The field that is to blame."), .field("code", Schema.text.orNull),
            ]))
    ])
}

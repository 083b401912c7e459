import HTTPTypes
import Hummingbird

/// In which form an interface tells its errors.
enum ErrorForm: Sendable {
    /// Problem details (RFC 9457), Reverie's own.
    case problem
    case openAI
    case webUI

    var type: String { self == .problem ? "application/problem+json" : "application/json" }

    var schema: Schema {
        switch self {
        case .problem: Problem.schema
        case .openAI: OpenAIError.schema
        case .webUI: WebUIError.schema
        }
    }

    /// The answer by which the error is told.
    func response(_ problem: Problem) -> Response {
        switch self {
        case .problem: problem.response(.json(problem), type: type)
        case .openAI: problem.response(.json(OpenAIError(problem)), type: type)
        case .webUI: problem.response(.json(WebUIError(problem)), type: type)
        }
    }
}

extension Problem {
    /// `body` as an answer of the problem's status.
    func response(_ body: Response, type: String) -> Response {
        var response = body
        response.status = HTTPResponse.Status(code: status, reasonPhrase: title)
        response.headers[.contentType] = type
        response.headers[.cacheControl] = Caching.never.header
        for field in headers { response.headers[field.name] = field.value }
        return response
    }
}

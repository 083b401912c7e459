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

    /// The body of an answer by which the error is told.
    func response(_ problem: Problem) -> Response {
        let status = HTTPResponse.Status(code: problem.status, reasonPhrase: problem.title)
        var response =
            switch self {
            case .problem: Response.json(problem, status: status)
            case .openAI: Response.json(OpenAIError(problem), status: status)
            case .webUI: Response.json(WebUIError(problem), status: status)
            }
        response.headers[.contentType] = type
        response.headers[.cacheControl] = Caching.never.header
        for field in problem.headers { response.headers[field.name] = field.value }
        return response
    }
}

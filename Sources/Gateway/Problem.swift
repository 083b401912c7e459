import FoundationEssentials
import HTTPTypes
import Hummingbird

/// What a client is told when something went wrong: "problem details" (RFC 9457). `type` is "about:blank", so `title` is
/// the status code's own phrase (section 4.2.1) and `detail` the sentence for people.
struct Problem: Error, Encodable, Equatable {
    let type = "about:blank"
    let title: String
    let status: Int
    let detail: String
    /// The parameter that is to blame, if it is a single one.
    let field: String?

    init(_ status: HTTPResponse.Status, _ detail: String, field: String? = nil) {
        self.title = status.reasonPhrase
        self.status = status.code
        self.detail = detail
        self.field = field
    }

    static func invalid(_ field: String, _ detail: String) -> Problem { Problem(.badRequest, detail, field: field) }

    var response: Response {
        var response = Response.json(self, status: HTTPResponse.Status(code: status, reasonPhrase: title))
        response.headers[.contentType] = "application/problem+json"
        if status == HTTPResponse.Status.serviceUnavailable.code { response.headers[.retryAfter] = "2" }
        return response
    }
}

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
    /// When trying again makes sense, in seconds; nil if it makes none.
    var retryAfter: Int?

    init(_ status: HTTPResponse.Status, _ detail: String, field: String? = nil) {
        self.title = status.reasonPhrase
        self.status = status.code
        self.detail = detail
        self.field = field
        retryAfter = status == .serviceUnavailable ? 2 : nil
    }

    static func invalid(_ field: String, _ detail: String) -> Problem { Problem(.badRequest, detail, field: field) }

    static func tooMany(_ what: String, seconds: Int) -> Problem {
        var problem = Problem(
            .tooManyRequests, "\(what) Try again in \(seconds == 1 ? "a second" : "\(seconds) seconds").")
        problem.retryAfter = seconds
        return problem
    }

    private enum CodingKeys: String, CodingKey {
        case type, title, status, detail, field
    }

    var response: Response {
        var response = Response.json(self, status: HTTPResponse.Status(code: status, reasonPhrase: title))
        response.headers[.contentType] = "application/problem+json"
        if let retryAfter { response.headers[.retryAfter] = String(retryAfter) }
        return response
    }
}

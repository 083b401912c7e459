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
    /// What the answer's headers say besides.
    var headers: HTTPFields = [:]

    private enum CodingKeys: String, CodingKey {
        case type, title, status, detail, field
    }

    init(_ status: HTTPResponse.Status, _ detail: String, field: String? = nil, headers: HTTPFields = [:]) {
        self.headers = headers
        if status == .serviceUnavailable { self.headers[.retryAfter] = "2" }
        self.title = status.reasonPhrase
        self.status = status.code
        self.detail = detail
        self.field = field
    }

    static func invalid(_ field: String, _ detail: String) -> Problem { Problem(.badRequest, detail, field: field) }

    static func tooMany(_ what: String, seconds: Int) -> Problem {
        Problem(
            .tooManyRequests, "\(what) Try again in \(seconds == 1 ? "a second" : "\(seconds) seconds").",
            headers: [.retryAfter: String(seconds)])
    }

    static let schema = Schema.object([
        .field("type", .choice(["about:blank"])),
        .field("title", .text, "The phrase of the status code."),
        .field("status", .whole(400...599)),
        .field("detail", .text, "A sentence for people."),
        .optional("field", .text, "The parameter that is to blame, if it is a single one."),
    ])
}

import HTTPTypes

/// One of the ways in which a request ends.
struct Answer: Sendable, Equatable {
    let status: HTTPResponse.Status
    let note: String
    /// The media type of the body; nil for none.
    let type: String?
    /// nil where the media type says all.
    let schema: Schema?
    /// Of an event stream: the events by name, and what each carries.
    var events: [Schema.Field] = []

    static func json(_ schema: Schema, _ note: String, status: HTTPResponse.Status = .ok) -> Answer {
        Answer(status: status, note: note, type: "application/json", schema: schema)
    }

    static func file(_ type: String, _ note: String) -> Answer {
        Answer(status: .ok, note: note, type: type, schema: nil)
    }

    static func empty(_ note: String, status: HTTPResponse.Status = .noContent) -> Answer {
        Answer(status: status, note: note, type: nil, schema: nil)
    }

    /// Server-sent events (HTML Standard, section 9.2).
    static func events(_ events: [Schema.Field], _ note: String) -> Answer {
        Answer(status: .ok, note: note, type: "text/event-stream", schema: nil, events: events)
    }

    /// Told in the form that the route's group tells its errors.
    static func error(_ status: HTTPResponse.Status, _ note: String) -> Answer {
        Answer(status: status, note: note, type: nil, schema: nil)
    }

    /// Whether the answer is an error in the group's form, and not one that a route tells in its own.
    var isError: Bool { status.code >= 400 && type == nil }
}

extension Answer {
    /// What everything ends in that needs the inference server.
    static let serverAway = Answer.error(
        .serviceUnavailable, "The inference server is away or busy: try again after `Retry-After`.")
    static let serverFaulty = Answer.error(.badGateway, "The inference server failed, or says what cannot be.")
    static let invalid = Answer.error(.badRequest, "Something in the request cannot be; `field` names it.")
}

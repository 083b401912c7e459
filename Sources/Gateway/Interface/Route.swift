import HTTPTypes
import Hummingbird

/// One operation of the HTTP interface, declared once: the router serves it, OPTIONS and `Allow` list it, /openapi.json and
/// the reference page describe it, and the tests hold every answer against it.
///
/// To add one, a controller puts it among its `routes`:
///
///     Route(
///         .patch, "/api/images/{hash}", "Gives a saved picture another caption.", in: .catalogue,
///         parameters: [.hash], body: .json(.object([.field("caption", .text(1...200), "What it is called.")])),
///         answers: [.json(ImageAnswer.schema, "The picture."), .invalid, .error(.notFound, "There is none.")],
///         rename)
///
/// and a new controller is named in `Gateway.interface`. The schema of an answer stands beside its `Encodable`, as `schema`.
/// Every way in which a request may end is listed, and none that it cannot. Left to the route itself are who is let in, 405 and
/// OPTIONS; with a body 413 and 415; of what may be kept (`caching`) 304, 206 and 416, and packing. HEAD goes with GET.
struct Route: Sendable {
    typealias Handler = @Sendable (Request, Gateway.Context) async throws -> Response

    let method: HTTPRequest.Method
    /// With `{name}` for parameters: RFC 6570 as OpenAPI and the router use it.
    let path: String
    /// One sentence.
    let summary: String
    /// More, in Markdown of paragraphs and `code`.
    let details: String
    let group: RouteGroup
    let parameters: [Parameter]
    let body: RequestContent?
    let answers: [Answer]
    let caching: Caching
    private let handler: Handler

    init(
        _ method: HTTPRequest.Method, _ path: String, _ summary: String, in group: RouteGroup, details: String = "",
        parameters: [Parameter] = [], body: RequestContent? = nil, answers: [Answer], caching: Caching? = nil,
        _ handler: @escaping Handler
    ) {
        self.method = method
        self.path = path
        self.summary = summary
        self.details = details
        self.group = group
        let caching = caching ?? (method == .get ? .revalidated : .never)
        self.caching = caching
        self.parameters = parameters + (caching == .never ? [] : Self.conditions)
        self.body = body
        self.answers =
            answers + (caching == .never ? [] : Self.conditional(answers)) + (body.map(Self.refusals) ?? [])
            + Self.gate(method)
        self.handler = handler
    }

    /// What the router calls.
    func respond(to request: Request, _ context: Gateway.Context) async throws -> Response {
        var response = try await handler(request, context)
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = caching.header }
        guard caching != .never, response.status == .ok else { return response }
        return try Representation(bytes: try await response.body.bytes(), headers: response.headers)
            .answer(to: request.headers, isHead: request.method == .head)
    }

    /// How those are answered who are not let in, or not now, whatever they ask for.
    private static func gate(_ method: HTTPRequest.Method) -> [Answer] {
        let answers: [Answer] = [
            .error(.unauthorized, "Where there are accounts, or a token: nobody has signed in, or shown it."),
            .error(.forbidden, "Another site's page asks for it, or the account may not do this."),
            .error(.init(code: 421, reasonPhrase: "Misdirected Request"), "Reverie is not known by this name here."),
            .error(.methodNotAllowed, "Asked by another method than the address takes: `Allow` names those."),
            .error(.tooManyRequests, "Too much at once: `Retry-After` says how long to wait."),
        ]
        return method == .get
            ? answers + [.empty("A page that is closed leads to `/sign-in`.", status: .seeOther)] : answers
    }

    /// The media types in which errors are told: a browser that goes to an address is shown a page.
    var errorTypes: [String] {
        [group.errors.type] + (method == .get && group.errors == .problem ? [Site.pageType] : [])
    }

    private static let conditions: [Parameter] = [
        .header("If-None-Match", "The `ETag` of what the client has: 304 if it is still that."),
        .header("Range", "The part of the bytes that is wanted."),
    ]

    private static func conditional(_ answers: [Answer]) -> [Answer] {
        let parts = answers.filter { $0.status == .ok }.map { answer in
            Answer(status: .partialContent, note: "The part that was asked for.", type: answer.type, schema: nil)
        }
        return parts + [
            .empty("The client has it.", status: .notModified),
            .error(.rangeNotSatisfiable, "There are fewer bytes; `Content-Range` says how many."),
        ]
    }

    /// How a body may be refused before anybody looks into it.
    private static func refusals(of body: RequestContent) -> [Answer] {
        [
            .error(.contentTooLarge, "The body is larger than this address takes."),
            .error(.unsupportedMediaType, "The body has to be `\(body.type)`."),
        ]
    }
}

import HTTPTypes
import Hummingbird
import Logging
import Observability

/// Goes on with the trace of whoever asks (`traceparent`, W3C Trace Context), or begins one: the log of the gateway, and that
/// of the server about the request's job, name it, and the answer tells it (`traceresponse`).
struct TraceMiddleware: RouterMiddleware {
    private static let parent = HTTPField.Name("traceparent")
    private static let answer = HTTPField.Name("traceresponse")

    func handle(
        _ request: Request, context: Gateway.Context, next: (Request, Gateway.Context) async throws -> Response
    ) async throws -> Response {
        var context = context
        if let parent = Self.parent.flatMap({ request.headers[$0] }).flatMap(TraceContext.init) {
            context.trace = parent.child()
        }
        context.logger[metadataKey: "trace"] = "\(context.trace.traceID)"
        var response = try await next(request, context)
        if let answer = Self.answer { response.headers[answer] = context.trace.description }
        return response
    }
}

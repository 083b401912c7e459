import HTTPTypes
import Hummingbird

/// Counts requests by route and outcome, and how long the answer took to begin.
struct MetricsMiddleware: RouterMiddleware {
    let metrics: GatewayMetrics

    func handle(
        _ request: Request, context: Gateway.Context, next: (Request, Gateway.Context) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        let response = try await next(request, context)
        metrics.request(
            request.method.rawValue, route: context.endpointPath ?? "none", status: response.status.code,
            took: ContinuousClock.now - start)
        return response
    }
}

import HTTPTypes
import Hummingbird
import Logging

/// Turns every error into problem details (RFC 9457), and logs those that nobody foresaw.
struct ProblemMiddleware: RouterMiddleware {
    func handle(
        _ request: Request, context: Gateway.Context, next: (Request, Gateway.Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            if let problem = Problem(error) {
                if problem.status == 500 { context.logger.warning("\(problem.detail)") }
                return problem.response
            }
            context.logger.error("A request failed.", metadata: ["error": "\(error)"])
            return Problem(.internalServerError, "Something went wrong in the gateway; its log says more.").response
        }
    }
}

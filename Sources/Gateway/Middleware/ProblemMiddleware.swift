import HTTPTypes
import Hummingbird
import Logging

/// Tells every error in the form of the interface that was asked, and logs those that nobody foresaw.
struct ProblemMiddleware: RouterMiddleware {
    let interface: Interface

    func handle(
        _ request: Request, context: Gateway.Context, next: (Request, Gateway.Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            let form = interface.errors(at: request.uri.path)
            if let problem = Problem(error) {
                if problem.status == 500 { context.logger.warning("\(problem.detail)") }
                return form.response(problem)
            }
            context.logger.error("A request failed.", metadata: ["error": "\(error)"])
            return form.response(
                Problem(.internalServerError, "Something went wrong in the gateway; its log says more."))
        }
    }
}

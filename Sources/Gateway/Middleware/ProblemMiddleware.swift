import HTTPTypes
import Hummingbird
import Logging

/// Tells every error in the form of the interface that was asked, or as a page to somebody who came by an address, and logs
/// those that nobody foresaw.
struct ProblemMiddleware: RouterMiddleware {
    let interface: Interface
    let site: Site

    func handle(
        _ request: Request, context: Gateway.Context, next: (Request, Gateway.Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            let problem: Problem
            if let foreseen = Problem(error) {
                problem = foreseen
                if problem.status == 500 { context.logger.warning("\(problem.detail)") }
            } else {
                problem = Problem(.internalServerError, "Something went wrong in the gateway; its log says more.")
                context.logger.error("A request failed.", metadata: ["error": "\(error)"])
            }
            let form = interface.errors(at: request.uri.path)
            if form == .problem, request.isForPage, let page = site.errorPage(problem) { return page }
            return form.response(problem)
        }
    }
}

import HTTPTypes
import Hummingbird

/// Lets only those into the interfaces for other people's programs who show the token, where there is one.
struct TokenMiddleware: RouterMiddleware {
    let interface: Interface
    let token: APIToken?

    func handle(
        _ request: Request, context: Gateway.Context, next: (Request, Gateway.Context) async throws -> Response
    ) async throws -> Response {
        guard let token, interface.group(at: request.uri.path)?.takesToken == true, !token.admits(request.headers)
        else {
            return try await next(request, context)
        }
        let isShown = request.headers[.authorization] != nil
        throw Problem(
            .unauthorized,
            isShown
                ? "The token is not the gateway's." : "A token is asked for: send it as \"Authorization: Bearer ...\".",
            headers: [.wwwAuthenticate: "Bearer realm=\"Reverie\", Basic realm=\"Reverie\""])
    }
}

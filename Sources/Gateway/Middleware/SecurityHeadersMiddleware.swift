import HTTPTypes
import Hummingbird

/// Lets the pages use only what the gateway itself serves: whatever a caption or a prompt smuggled in could not run.
struct SecurityHeadersMiddleware: RouterMiddleware {
    /// Content Security Policy Level 3. Previews are `data:` pictures.
    private static let policy = """
        default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
        base-uri 'none'; form-action 'self'; frame-ancestors 'none'
        """

    func handle(
        _ request: Request, context: Gateway.Context, next: (Request, Gateway.Context) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        response.headers[.contentSecurityPolicy] = Self.policy
        response.headers[.xContentTypeOptions] = "nosniff"
        if let name = HTTPField.Name("Referrer-Policy") { response.headers[name] = "no-referrer" }
        response.headers[.crossOriginResourcePolicy] = "same-origin"
        return response
    }
}

import HTTPTypes
import Hummingbird

/// Answers OPTIONS, and says which methods a path takes instead of one that it does not (RFC 9110, sections 9.3.7 and
/// 15.5.6).
struct MethodMiddleware: RouterMiddleware {
    let interface: Interface

    func handle(
        _ request: Request, context: Gateway.Context, next: (Request, Gateway.Context) async throws -> Response
    ) async throws -> Response {
        let methods = interface.methods(at: request.uri.path)
        guard !methods.isEmpty, request.method == .options || !methods.contains(request.method) else {
            return try await next(request, context)
        }
        let allow: HTTPFields = [.allow: methods.map(\.rawValue).joined(separator: ", ")]
        guard request.method == .options else {
            throw Problem(
                .methodNotAllowed, "This address does not take requests of this kind.", headers: allow)
        }
        return Response(status: .noContent, headers: allow)
    }
}

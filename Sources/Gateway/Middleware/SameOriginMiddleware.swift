import HTTPTypes
import Hummingbird

/// Lets no page of another site change anything here in its reader's name (CSRF), nor one that has made its own name mean this
/// machine (DNS rebinding).
struct SameOriginMiddleware: RouterMiddleware {
    /// Whether the gateway listens to this machine alone, and no proxy stands before it: then it has no other name.
    let isLocal: Bool
    let proxies: TrustedProxies

    func handle(
        _ request: Request, context: Gateway.Context, next: (Request, Gateway.Context) async throws -> Response
    ) async throws -> Response {
        let host = proxies.host(request, context)
        if isLocal, let host, !Self.isOfThisMachine(host) {
            throw Problem(
                HTTPResponse.Status(code: 421, reasonPhrase: "Misdirected Request"),
                "Reverie is not known as \(Self.name(of: host)) here: use localhost, or start it with --host or --trusted-proxy."
            )
        }
        if ![.get, .head, .options].contains(request.method), !isFromHere(request, host, context) {
            throw Problem(.forbidden, "Another site's page asked for this change: Reverie's own pages do that.")
        }
        return try await next(request, context)
    }

    /// Fetch Metadata (W3C) where the browser sends it, else its `Origin`; programs send neither.
    private func isFromHere(_ request: Request, _ host: String?, _ context: Gateway.Context) -> Bool {
        if let site = HTTPField.Name("Sec-Fetch-Site").flatMap({ request.headers[$0] }) {
            return ["same-origin", "none"].contains(site)
        }
        guard let origin = request.headers[.origin] else { return true }
        guard let host, let range = origin.firstRange(of: "://") else { return false }
        let own = host.lowercased()
        let asking = origin[range.upperBound...].lowercased()
        // Proxies are often told to pass on the name alone.
        return asking == own || (proxies.isTrusted(context) && Self.name(of: asking) == Self.name(of: own))
    }

    private static func name(of host: String) -> Substring {
        if host.hasPrefix("["), let end = host.firstIndex(of: "]") { return host[...end] }
        return host.prefix { $0 != ":" }
    }

    /// A number is never another's name.
    private static func isOfThisMachine(_ host: String) -> Bool {
        let name = name(of: host).lowercased()
        return name == "localhost" || name.hasSuffix(".localhost") || name.hasPrefix("[")
            || (!name.isEmpty && name.allSatisfy { $0.isNumber || $0 == "." })
    }
}

import HTTPTypes
import Hummingbird

/// Keeps one client from taking everything: 429 with the seconds to wait.
struct RateLimitMiddleware: RouterMiddleware {
    /// A page of the catalogue is some hundred pictures; a hand that scrolls asks for some thousand a minute.
    private let reading = RateLimiter(RateLimit(burst: 3000, perSecond: 200))
    private let changing = RateLimiter(RateLimit(burst: 800, perSecond: 4))
    /// Each of these keeps the engine busy. The page that explains asks for a hundred small ones, and for one whenever a hand
    /// moves its slider.
    private let generating = RateLimiter(RateLimit(burst: 400, perSecond: 2))
    /// Whoever guesses pass phrases has 8,640 a day.
    private let signingIn = RateLimiter(RateLimit(burst: 10, perSecond: 0.1))

    let proxies: TrustedProxies

    init(proxies: TrustedProxies) {
        self.proxies = proxies
    }

    func handle(
        _ request: Request, context: Gateway.Context, next: (Request, Gateway.Context) async throws -> Response
    ) async throws -> Response {
        let (limiter, what) = limiter(request)
        if let seconds = limiter.wait(Self.network(proxies.client(request, context))) {
            throw Problem.tooMany(what, seconds: seconds)
        }
        return try await next(request, context)
    }

    private func limiter(_ request: Request) -> (RateLimiter, String) {
        let path = RoutedPath.normal(request.uri.path)
        switch request.method {
        case .get, .head, .options:
            return (reading, "You are asking for very much at once.")
        case .post where path == "/api/session" || path == "/api/session/pass-phrase":
            return (signingIn, "You have tried to sign in very often.")
        case .post where path.hasPrefix("/api/jobs") || path.hasPrefix("/v1/images/") || path.hasSuffix("img"):
            return (generating, "You are asking for very many pictures at once.")
        default:
            return (changing, "You are changing very much at once.")
        }
    }

    /// A client of IPv6 has 2^64 addresses: its network counts.
    static func network(_ address: String) -> String {
        guard address.contains(":") else { return address }
        let halves = address.split(separator: "::", omittingEmptySubsequences: false)
        let head = halves.first.map { $0.split(separator: ":").map(String.init) } ?? []
        return (head + [String](repeating: "0", count: 4)).prefix(4).joined(separator: ":")
    }
}

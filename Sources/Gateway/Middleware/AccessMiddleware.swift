import Catalogue
import FoundationEssentials
import HTTPTypes
import Hummingbird

/// Where there are accounts, lets nobody in who has not signed in: no page, no picture, no interface, whatever route is added
/// later. A browser shows its cookie, a program a bearer token, or name and pass phrase (RFC 7617, for tools that know no
/// other way).
struct AccessMiddleware: RouterMiddleware {
    static let cookie = "reverie-session"

    /// nil: everything is open.
    let accounts: Accounts?
    let proxies: TrustedProxies
    /// Of wrong tokens and pass phrases: whoever guesses is not listened to for a while.
    private let failures = RateLimiter(RateLimit(burst: 10, perSecond: 0.1))

    init(accounts: Accounts?, proxies: TrustedProxies) {
        self.accounts = accounts
        self.proxies = proxies
    }

    func handle(
        _ request: Request, context: Gateway.Context, next: (Request, Gateway.Context) async throws -> Response
    ) async throws -> Response {
        guard let accounts else { return try await next(request, context) }
        var context = context
        let client = RateLimitMiddleware.network(proxies.client(request, context))
        let isSigned = request.headers[.authorization] != nil
        if isSigned, let seconds = failures.wait(client, taking: false) {
            throw Problem.tooMany("You have tried to sign in very often.", seconds: seconds)
        }
        if let account = try await account(request, accounts) {
            context.viewer = account.viewer
            context.account = account
        } else {
            // Where everybody is let in, a guess that is right is told from a wrong one as well.
            if isSigned { _ = failures.wait(client) }
            if !Self.isOpen(request) { return try Self.refusal(request) }
        }
        return try await next(request, context)
    }

    /// What signing in needs, and whether the gateway is well.
    private static func isOpen(_ request: Request) -> Bool {
        let path = request.uri.path
        return path.hasPrefix("/assets/")
            || ["/sign-in", "/api/session", "/healthz", "/readyz", "/favicon.ico"].contains(path)
    }

    private func account(_ request: Request, _ accounts: Accounts) async throws -> Account? {
        if let header = request.headers[.authorization] {
            let parts = header.split(separator: " ", maxSplits: 1)
            guard parts.count == 2 else { return nil }
            switch parts[0].lowercased() {
            case "bearer": return try await accounts.account(token: String(parts[1]))
            case "basic": return try await account(basic: parts[1], accounts)
            default: return nil
            }
        }
        guard let token = Self.token(request) else { return nil }
        return try await accounts.account(token: token)
    }

    /// A token does in the place of the pass phrase, too.
    private func account(basic text: Substring, _ accounts: Accounts) async throws -> Account? {
        guard let data = Data(base64Encoded: String(text)) else { return nil }
        let parts = String(decoding: data, as: UTF8.self).split(
            separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        if let account = try await accounts.account(token: String(parts[1])) { return account }
        return try await accounts.account(name: String(parts[0]), passPhrase: String(parts[1]))
    }

    /// What the browser's cookie holds.
    static func token(_ request: Request) -> String? {
        for header in request.headers[values: .cookie] {
            for pair in header.split(separator: ";") {
                let parts = pair.drop(while: \.isWhitespace).split(separator: "=", maxSplits: 1)
                if parts.count == 2, parts[0] == cookie { return String(parts[1]) }
            }
        }
        return nil
    }

    /// A page leads to where one signs in; everything else says what is missing.
    private static func refusal(_ request: Request) throws -> Response {
        if request.isForPage {
            return Response(
                status: .seeOther, headers: [.location: "/sign-in", .cacheControl: "no-store"])
        }
        // A browser asks for a name and a phrase by itself if it is told that these would do.
        throw Problem(
            .unauthorized, "Sign in first: at /sign-in, or with a token.",
            headers: [.wwwAuthenticate: #"Bearer realm="Reverie""#])
    }
}

import Catalogue
import FoundationEssentials
import HTTPTypes
import Hummingbird

/// Signing in and out, one's own preferences, and for admins: who has an account.
struct AccountController: Controller {
    private static let mostPreferences = 16_384

    let accounts: Accounts
    let proxies: TrustedProxies

    var routes: [Route] {
        let session = Schema.object([.field("name", .text), .field("admin", .flag)])
        let secret = Schema.Field.field("passPhrase", .text)
        return [
            Route(
                .post, "/api/session", "Signs in: the answer's cookie is shown from then on.", in: .accounts,
                body: .json(.object([.field("name", .text), secret])),
                answers: [.json(session, "Who has signed in."), .invalid], signIn),
            Route(
                .get, "/api/session", "Who has signed in.", in: .accounts,
                answers: [.json(session, "The account.")], caching: .never, self.session),
            Route(.delete, "/api/session", "Signs out.", in: .accounts, answers: [.empty("Done.")], signOut),
            Route(
                .post, "/api/session/pass-phrase", "Takes another pass phrase, and signs out everywhere else.",
                in: .accounts, body: .json(.object([.field("current", .text), secret])),
                answers: [.empty("Done."), .invalid], changePassPhrase),
            Route(
                .get, "/api/preferences", "What an account's pages remember.", in: .accounts,
                answers: [.json(.object([]), "Texts by their names.")], caching: .never, preferences),
            Route(
                .put, "/api/preferences", "Has an account's pages remember something.", in: .accounts,
                body: .json(.object([])), answers: [.empty("Done."), .invalid], setPreferences),
            Route(
                .get, "/api/accounts", "For admins: who has an account.", in: .accounts,
                answers: [.json(.object([.field("accounts", .list(session))]), "The accounts.")], caching: .never,
                list),
            Route(
                .post, "/api/accounts", "For admins: makes an account.", in: .accounts,
                body: .json(.object([.field("name", .text), secret, .optional("admin", .flag)])),
                answers: [.json(session, "It is there.", status: .created), .invalid], add),
            Route(
                .post, "/api/accounts/remove", "For admins: removes an account.", in: .accounts,
                body: .json(.object([.field("name", .text)])),
                answers: [.empty("Done."), .invalid, .error(.notFound, "There is none of this name.")], remove),
        ]
    }

    private struct Session: Encodable {
        let name: String
        let admin: Bool

        init(_ account: Account) {
            name = account.name
            admin = account.isAdmin
        }
    }

    private struct Credentials: Decodable {
        let name: String
        let passPhrase: String
        let admin: Bool?
    }

    private struct Name: Decodable {
        let name: String
    }

    private struct Change: Decodable {
        let current: String
        let passPhrase: String
    }

    @Sendable private func signIn(_ request: Request, _ context: Gateway.Context) async throws -> Response {
        let wish = try await JSONBody.decode(Credentials.self, from: request)
        let (account, token) = try await accounts.signIn(name: wish.name, passPhrase: wish.passPhrase)
        var response = Response.json(Session(account))
        response.headers[.setCookie] = cookie(token, age: Accounts.sessionPeriod / 1000, request, context)
        return response
    }

    @Sendable private func session(_ request: Request, _ context: Gateway.Context) async throws -> Response {
        .json(Session(try Self.account(context)))
    }

    @Sendable private func signOut(_ request: Request, _ context: Gateway.Context) async throws -> Response {
        if let token = AccessMiddleware.token(request) { try await accounts.signOut(token: token) }
        var response = Response(status: .noContent)
        response.headers[.setCookie] = cookie("", age: 0, request, context)
        // Whoever uses this browser next does not find the pictures in its cache.
        if let name = HTTPField.Name("Clear-Site-Data") { response.headers[name] = #""cache""# }
        return response
    }

    /// Signs out everywhere but here.
    @Sendable private func changePassPhrase(_ request: Request, _ context: Gateway.Context) async throws -> Response {
        let account = try Self.account(context)
        let wish = try await JSONBody.decode(Change.self, from: request)
        guard try await accounts.account(name: account.name, passPhrase: wish.current) != nil else {
            throw Problem(.forbidden, "The pass phrase so far is another one.", field: "current")
        }
        try await accounts.setPassPhrase(wish.passPhrase, of: account.name)
        let (_, token) = try await accounts.signIn(name: account.name, passPhrase: wish.passPhrase)
        var response = Response(status: .noContent)
        response.headers[.setCookie] = cookie(token, age: Accounts.sessionPeriod / 1000, request, context)
        return response
    }

    @Sendable private func preferences(_ request: Request, _ context: Gateway.Context) async throws -> Response {
        let json = try await accounts.store.preferences(of: Self.account(context))
        return .bytes(Array(json.utf8), type: "application/json")
    }

    @Sendable private func setPreferences(_ request: Request, _ context: Gateway.Context) async throws -> Response {
        let account = try Self.account(context)
        let preferences = try await JSONBody.decode(
            [String: String].self, from: request, upTo: Self.mostPreferences)
        let json = String(decoding: try JSONEncoder().encode(preferences), as: UTF8.self)
        try await accounts.store.setPreferences(json, of: account)
        return Response(status: .noContent)
    }

    @Sendable private func list(_ request: Request, _ context: Gateway.Context) async throws -> Response {
        try Self.checkIsAdmin(context)
        return .json(["accounts": try await accounts.store.all().map(Session.init)])
    }

    @Sendable private func add(_ request: Request, _ context: Gateway.Context) async throws -> Response {
        try Self.checkIsAdmin(context)
        let wish = try await JSONBody.decode(Credentials.self, from: request)
        let account = try await accounts.add(
            AccountName(wish.name), passPhrase: wish.passPhrase, isAdmin: wish.admin ?? false)
        return .json(Session(account), status: .created)
    }

    @Sendable private func remove(_ request: Request, _ context: Gateway.Context) async throws -> Response {
        try Self.checkIsAdmin(context)
        let wish = try await JSONBody.decode(Name.self, from: request)
        try await accounts.store.remove(wish.name, at: accounts.clock.now())
        return Response(status: .noContent)
    }

    private static func account(_ context: Gateway.Context) throws -> Account {
        guard let account = context.account else { throw Problem(.unauthorized, "Nobody has signed in here.") }
        return account
    }

    private static func checkIsAdmin(_ context: Gateway.Context) throws {
        guard try account(context).isAdmin else {
            throw Problem(.forbidden, "Only an admin makes and removes accounts.")
        }
    }

    private func cookie(
        _ token: String, age: Int64, _ request: Request, _ context: Gateway.Context
    ) -> String {
        let secure = proxies.isSecure(request, context) ? "; Secure" : ""
        return "\(AccessMiddleware.cookie)=\(token); Path=/; Max-Age=\(age); HttpOnly; SameSite=Lax\(secure)"
    }
}

import Catalogue
import Crypto
import FoundationEssentials
import HTTPTypes
import NIOPosix

/// Who may use the gateway, where it asks: signing in and out, and whom a request comes from.
struct Accounts: Sendable {
    /// How long a browser stays signed in, however often it is seen meanwhile: 30 days, in milliseconds.
    static let sessionPeriod: Int64 = 30 * 24 * 3600 * 1000

    let store: AccountStore
    let clock: WallClock
    private let verifier = PassPhraseVerifier()

    init(store: AccountStore, clock: WallClock) {
        self.store = store
        self.clock = clock
    }

    /// Throws a `Problem`: 401 if name and phrase do not belong together, 503 if too many try at the same time.
    func signIn(name: String, passPhrase: String) async throws -> (account: Account, token: String) {
        guard let account = try await account(name: name, passPhrase: passPhrase) else {
            throw Problem(.unauthorized, "The name and the pass phrase do not belong together.")
        }
        return (account, try await newToken(for: account, expires: clock.now() + Self.sessionPeriod))
    }

    /// For a program, until it is revoked.
    func newProgramToken(for account: Account) async throws -> String { try await newToken(for: account, expires: nil) }

    func account(token: String) async throws -> Account? {
        try await store.account(ofSession: Self.hash(token), at: clock.now())
    }

    /// nil if they do not belong together.
    func account(name: String, passPhrase: String) async throws -> Account? {
        let account = try await store.account(named: name)
        let isRight = try await verifier.isRight(passPhrase, for: account?.secret ?? PassPhrase.nobodys)
        return isRight ? account : nil
    }

    /// Throws a `Problem` (400) for a pass phrase that does not do, `CatalogueError` for a name that is taken.
    func add(_ name: AccountName, passPhrase: String, isAdmin: Bool) async throws -> Account {
        let secret = try await verifier.secret(of: passPhrase)
        return try await store.add(name, secret: secret, isAdmin: isAdmin, created: clock.now())
    }

    /// Signs the account out everywhere.
    func setPassPhrase(_ passPhrase: String, of name: String) async throws {
        try await store.setSecret(try await verifier.secret(of: passPhrase), of: name)
    }

    func signOut(token: String) async throws {
        try await store.closeSession(Self.hash(token))
    }

    private func newToken(for account: Account, expires: Int64?) async throws -> String {
        var random = SystemRandomNumberGenerator()
        let token = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &random) }
            .map { byte in String(byte >> 4, radix: 16) + String(byte & 15, radix: 16) }.joined()
        try await store.openSession(Self.hash(token), of: account, at: clock.now(), expires: expires)
        return token
    }

    /// The database does not hold what would let somebody in who reads it.
    private static func hash(_ token: String) -> Data { Data(SHA256.hash(data: Array(token.utf8))) }
}

/// Compares pass phrases, one after the other, since each comparison takes 32 MB, and remembers for some minutes which were
/// right, for programs that show theirs with every request.
private actor PassPhraseVerifier {
    private static let mostWaiting = 16
    private static let period = Duration.seconds(300)

    private var waiting = 0
    private var last: Task<Void, Never>?
    private var known: [[UInt8]: ContinuousClock.Instant] = [:]

    func isRight(_ phrase: String, for secret: String) async throws -> Bool {
        let key = Array(SHA256.hash(data: Array("\(secret)\n\(phrase)".utf8)))
        known = known.filter { $0.value > .now }
        if known[key] != nil { return true }
        let isRight = try await inTurn { PassPhrase.isRight(phrase, for: secret) }
        if isRight { known[key] = .now + Self.period }
        return isRight
    }

    func secret(of phrase: String) async throws -> String {
        try await inTurn { try PassPhrase.secret(of: phrase) }
    }

    /// On a thread that may be busy for some tenths of a second.
    private func inTurn<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        guard waiting < Self.mostWaiting else {
            throw Problem(.serviceUnavailable, "Many are signing in just now: try again in a moment.")
        }
        waiting += 1
        defer { waiting -= 1 }
        let before = last
        let task = Task {
            await before?.value
            return try await NIOThreadPool.singleton.runIfActive(work)
        }
        last = Task { _ = try? await task.value }
        return try await task.value
    }
}

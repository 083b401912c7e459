package import Catalogue

/// What is done to accounts from the command line, whether a gateway runs or not.
package struct AccountMaintenance: Sendable {
    private let accounts: Accounts

    /// - Throws: `CatalogueError`.
    package init(folder: String) throws {
        accounts = Accounts(store: try AccountStore(folder: folder), clock: .system)
    }

    package func all() async throws -> [Account] { try await accounts.store.all() }

    /// - Throws: an error whose description is a sentence for people.
    package func add(_ name: String, passPhrase: String, isAdmin: Bool) async throws -> Account {
        try await saying { try await accounts.add(AccountName(name), passPhrase: passPhrase, isAdmin: isAdmin) }
    }

    package func remove(_ name: String) async throws {
        try await accounts.store.remove(name, at: accounts.clock.now())
    }

    package func setPassPhrase(_ passPhrase: String, of name: String) async throws {
        try await saying { try await accounts.setPassPhrase(passPhrase, of: name) }
    }

    /// Returns how many browsers and programs were signed in.
    package func signOut(_ name: String) async throws -> Int { try await accounts.store.closeSessions(of: name) }

    /// For a program to show, as a bearer token.
    package func newToken(for name: String) async throws -> String {
        guard let account = try await accounts.store.account(named: name) else {
            throw CatalogueError(.notFound, "There is no account \(name).")
        }
        return try await accounts.newProgramToken(for: account)
    }

    private func saying<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let problem as Problem {
            throw CatalogueError(.invalidAccount, problem.detail)
        }
    }
}

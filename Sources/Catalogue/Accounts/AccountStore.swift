import DurableFiles
package import Foundation
import GRDB

/// The accounts and who is signed in, in the catalogue's database. A gateway and the command line may use it at the same
/// time.
package struct AccountStore: Sendable {
    private let database: any DatabaseWriter

    init(_ database: any DatabaseWriter) {
        self.database = database
    }

    /// Opens, or begins, the catalogue's database in `folder`. Throws `CatalogueError`.
    package init(folder: String) throws {
        let path = folder + "/catalogue.sqlite"
        do {
            try SystemFiles().makeDirectory(folder)
            database = try Catalogue.pool(path)
        } catch {
            throw Catalogue.explain(error, database: path)
        }
    }

    // MARK: Accounts

    /// By name.
    package func all() async throws -> [Account] {
        try await read { db in
            try Row.fetchAll(db, sql: "SELECT * FROM accounts ORDER BY name").map(Account.init)
        }
    }

    package func account(named name: String) async throws -> Account? {
        try await read { db in
            try Row.fetchOne(db, literal: "SELECT * FROM accounts WHERE name = \(name)").map(Account.init)
        }
    }

    /// Throws `invalidAccount` if there is one of this name. The first account is an admin's, whatever is said.
    @discardableResult
    package func add(
        _ name: AccountName, secret: String, isAdmin: Bool, created: Int64
    ) async throws -> Account {
        try await write { db in
            guard try Row.fetchOne(db, literal: "SELECT 1 FROM accounts WHERE name = \(name.description)") == nil else {
                throw CatalogueError(.invalidAccount, "There is an account \(name) already.")
            }
            let isFirst = try Int.fetchOne(db, sql: "SELECT count(*) FROM accounts") == 0
            try db.execute(
                literal: """
                    INSERT INTO accounts (name, secret, is_admin, created)
                    VALUES (\(name.description), \(secret), \(isAdmin || isFirst), \(created))
                    """)
            return try AccountStore.existing(db, name.description)
        }
    }

    /// Signs the account out everywhere and removes it. Its shared pictures stay, and are nobody's; its own go to the trash.
    ///
    /// - Throws: `notFound`; `invalidAccount` for the last admin while there are others, who could make no accounts.
    package func remove(_ name: String, at time: Int64) async throws {
        try await write { db in
            let account = try AccountStore.existing(db, name)
            let others = try Int.fetchOne(db, literal: "SELECT count(*) FROM accounts WHERE id <> \(account.id)") ?? 0
            let admins = try Int.fetchOne(
                db, literal: "SELECT count(*) FROM accounts WHERE id <> \(account.id) AND is_admin")
            guard others == 0 || (admins ?? 0) > 0 else {
                throw CatalogueError(
                    .invalidAccount, "\(account.name) is the only admin: make another one before this account goes.")
            }
            let own = try ImageRecord.fetchAll(
                db, SQLRequest<ImageRecord>(literal: "SELECT * FROM images WHERE owner = \(account.id) AND NOT shared"))
            for image in own { try Catalogue.discard(db, image, at: time) }
            // What becomes nobody's would be there twice where nobody's is there already.
            try db.execute(
                literal: """
                    DELETE FROM images WHERE owner = \(account.id)
                        AND EXISTS (SELECT 1 FROM images AS other WHERE other.hash = images.hash AND other.owner IS NULL)
                    """)
            try db.execute(literal: "DELETE FROM accounts WHERE id = \(account.id)")
        }
    }

    /// Gives the account another pass phrase and signs it out everywhere. Throws `notFound`.
    package func setSecret(_ secret: String, of name: String) async throws {
        try await write { db in
            let account = try AccountStore.existing(db, name)
            try db.execute(literal: "UPDATE accounts SET secret = \(secret) WHERE id = \(account.id)")
            try db.execute(literal: "DELETE FROM sessions WHERE account = \(account.id)")
        }
    }

    // MARK: Sessions

    /// - Parameters:
    ///   - token: The SHA-256 of what the browser or program shows.
    ///   - expires: Milliseconds since 1970; nil: until it is revoked.
    package func openSession(_ token: Data, of account: Account, at time: Int64, expires: Int64?) async throws {
        try await write { db in
            try db.execute(literal: "DELETE FROM sessions WHERE expires <= \(time)")
            try db.execute(
                literal: """
                    INSERT INTO sessions (token, account, created, expires)
                    VALUES (\(token), \(account.id), \(time), \(expires))
                    """)
        }
    }

    /// Whose session it is; nil if there is none, or not any more.
    package func account(ofSession token: Data, at time: Int64) async throws -> Account? {
        try await read { db in
            try Row.fetchOne(
                db,
                literal: """
                    SELECT accounts.* FROM sessions JOIN accounts ON accounts.id = account
                    WHERE token = \(token) AND (expires IS NULL OR expires > \(time))
                    """
            ).map(Account.init)
        }
    }

    package func closeSession(_ token: Data) async throws {
        try await write { db in try db.execute(literal: "DELETE FROM sessions WHERE token = \(token)") }
    }

    /// Signs the account out everywhere, programs too. Throws `notFound`. Returns how many sessions there were.
    package func closeSessions(of name: String) async throws -> Int {
        try await write { db in
            let account = try AccountStore.existing(db, name)
            try db.execute(literal: "DELETE FROM sessions WHERE account = \(account.id)")
            return db.changesCount
        }
    }

    // MARK: Preferences

    /// What the account's pages have kept: JSON.
    package func preferences(of account: Account) async throws -> String {
        try await read { db in
            try String.fetchOne(
                db, SQLRequest<String>(literal: "SELECT preferences FROM accounts WHERE id = \(account.id)")) ?? "{}"
        }
    }

    package func setPreferences(_ json: String, of account: Account) async throws {
        try await write { db in
            try db.execute(literal: "UPDATE accounts SET preferences = \(json) WHERE id = \(account.id)")
        }
    }

    // MARK: -

    private static func existing(_ db: Database, _ name: String) throws -> Account {
        guard let row = try Row.fetchOne(db, literal: "SELECT * FROM accounts WHERE name = \(name)") else {
            throw CatalogueError(.notFound, "There is no account \(name).")
        }
        return Account(row)
    }

    private func read<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        do {
            return try await database.read(body)
        } catch {
            throw Catalogue.explain(error, database: "catalogue.sqlite")
        }
    }

    private func write<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        do {
            return try await database.write(body)
        } catch {
            throw Catalogue.explain(error, database: "catalogue.sqlite")
        }
    }
}

extension Account {
    fileprivate init(_ row: Row) {
        self.init(id: row["id"], name: row["name"], secret: row["secret"], isAdmin: row["is_admin"])
    }
}

extension Row {
    fileprivate static func fetchOne(_ db: Database, literal: SQL) throws -> Row? {
        try fetchOne(db, SQLRequest<Row>(literal: literal))
    }
}

extension Int {
    fileprivate static func fetchOne(_ db: Database, literal: SQL) throws -> Int? {
        try fetchOne(db, SQLRequest<Int>(literal: literal))
    }
}

package import DurableFiles
import GRDB

/// The shared catalogue of saved pictures: rows in SQLite (WAL), the PNGs beside it as files.
///
/// A picture's file is on the disk before its row is, and its row is gone before its file is: whatever is listed, or in the
/// trash, can be shown. All changes pass through the database's one writer, files included, so no two of them interleave.
package final class Catalogue: Sendable {
    /// What was found amiss, and handled, when the catalogue was opened.
    package struct Findings: Sendable, Equatable {
        /// Files that no row knew of; they lie in `pictures/unlisted` now.
        package var unlisted: [String] = []
        /// Listed pictures whose file is gone; saving the same picture again brings it back.
        package var missing: [String] = []
        /// How many pictures had a vector that is none (of another length, say): it was dropped and will be made anew.
        package var damagedVectors = 0
    }

    package let findings: Findings
    let pool: DatabasePool
    let store: PictureStore
    let meaning: MeaningIndex
    private let lock: FolderLock

    package var accounts: AccountStore { AccountStore(pool) }

    /// Opens, or begins, the catalogue in `folder`: `catalogue.sqlite` and `pictures/`.
    ///
    /// Throws `CatalogueError`: the folder is in use or cannot be written, the database is damaged.
    package init(folder: String, files: any FileOperations = SystemFiles()) throws {
        let store = PictureStore(folder: folder + "/pictures", files: files)
        do {
            try store.prepare()
        } catch {
            throw CatalogueError(.storage, "\(error) Choose another folder with --data-dir, or make this one writable.")
        }
        let path = folder + "/catalogue.sqlite"
        do {
            // Opening tidies, which would take another process's half-written files for left-overs.
            let lock = try FolderLock(folder: folder)
            let pool = try Catalogue.open(path, files)
            let meaning = MeaningIndex()
            self.findings = try pool.writeWithoutTransaction { db in
                var findings = try Catalogue.tidy(db, store)
                findings.damagedVectors = try Catalogue.load(meaning, db)
                return findings
            }
            pool.add(transactionObserver: meaning, extent: .databaseLifetime)
            self.meaning = meaning
            self.pool = pool
            self.lock = lock
        } catch {
            throw Catalogue.explain(error, database: path)
        }
        self.store = store
    }

    private static func open(_ path: String, _ files: any FileOperations) throws -> DatabasePool {
        if files.exists(path) { try check(path) }
        return try pool(path)
    }

    /// The command line may write while a gateway does: neither refuses because the other is at it.
    static var configuration: Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        return configuration
    }

    /// The database, opened or begun, as it is written today.
    static func pool(_ path: String) throws -> DatabasePool {
        let pool = try DatabasePool(path: path, configuration: configuration)
        try pool.writeWithoutTransaction { db in
            // In WAL mode NORMAL, GRDB's choice, may forget the last rows when the power goes.
            try db.execute(sql: "PRAGMA synchronous = FULL")
        }
        try migrator.migrate(pool)
        return pool
    }

    /// Without writing to it: a damaged database stays as it is, for whoever wants to repair it.
    private static func check(_ path: String) throws {
        var configuration = configuration
        configuration.readonly = true
        try DatabaseQueue(path: path, configuration: configuration).read { db in
            guard try String.fetchOne(db, sql: "PRAGMA quick_check(1)") == "ok" else {
                throw DatabaseError(resultCode: .SQLITE_CORRUPT)
            }
        }
    }

    private static func tidy(_ db: Database, _ store: PictureStore) throws -> Findings {
        try removeForgottenFiles(db, store)
        let listed = try String.fetchAll(db, sql: "SELECT hash FROM images ORDER BY id")
        let trashed = try String.fetchAll(db, sql: "SELECT hash FROM trash")
        let names = try store.tidy(listed: Set(listed).union(trashed))
        return Findings(
            unlisted: names.unlisted, missing: listed.filter { !names.present.contains($0) })
    }

    /// Returns how many vectors were none and are dropped.
    private static func load(_ meaning: MeaningIndex, _ db: Database) throws -> Int {
        let damaged = try meaning.load(db)
        for image in damaged {
            try db.execute(sql: "DELETE FROM image_vectors WHERE image = ?", arguments: [image])
        }
        return damaged.count
    }

    func reading<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        do {
            return try await pool.read(body)
        } catch {
            throw Catalogue.explain(error, database: pool.path)
        }
    }

    func writing<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        do {
            return try await pool.write(body)
        } catch {
            throw Catalogue.explain(error, database: pool.path)
        }
    }

    static func explain(_ error: any Error, database path: String) -> any Error {
        switch error {
        case let error where isDamage(error):
            CatalogueError(
                .damaged,
                """
                The catalogue's database \(path) is damaged. Put a backup in its place, or move it away to begin a new \
                one; the pictures themselves are safe in the folder beside it.
                """)
        case let error as DatabaseError where error.resultCode.primaryResultCode == .SQLITE_FULL:
            CatalogueError(.full, "The disk is full: nothing can be saved in \(path) until there is room again.")
        case let error as DatabaseError:
            CatalogueError(.storage, "The catalogue's database \(path) cannot be used: \(error.message ?? "\(error)").")
        case FolderLock.Failure.held(let folder):
            CatalogueError(
                .folderInUse,
                "Another Reverie keeps its pictures in \(folder): stop it, or choose another folder with --data-dir.")
        case FolderLock.Failure.file(let error), let error as FileError:
            CatalogueError(error.isFull ? .full : .storage, error.description)
        default:
            error
        }
    }

    static func isDamage(_ error: any Error) -> Bool {
        guard let code = (error as? DatabaseError)?.resultCode.primaryResultCode else { return false }
        return [.SQLITE_NOTADB, .SQLITE_CORRUPT].contains(code)
    }
}

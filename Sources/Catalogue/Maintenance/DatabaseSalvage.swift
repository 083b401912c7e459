import DurableFiles
import Foundation
import GRDB

/// Begins a damaged database anew, with the entries of the old one that can still be read.
struct DatabaseSalvage {
    struct Report {
        /// Pictures whose entries were read.
        var pictures = 0
        /// Those among them that were somebody's alone whose account was not.
        var ownerless = 0
    }

    let path: String
    let files: any FileOperations

    private static let tables: [(name: String, columns: [String])] = [
        ("accounts", ["id", "name", "secret", "is_admin", "created", "preferences"]),
        ("images", ["id", "hash", "created", "caption", "recipe", "version", "owner", "shared"]),
        ("trash", ["id", "hash", "created", "caption", "recipe", "version", "owner", "shared", "deleted"]),
        ("removals", ["hash"]),
    ]

    /// The old database is kept beside the new one.
    func run() throws -> Report {
        let damaged = path + ".damaged"
        for suffix in ["", "-wal", "-shm"] {
            try files.remove(damaged + suffix)
            if files.exists(path + suffix) { try files.rename(path + suffix, to: damaged + suffix) }
        }
        var configuration = Catalogue.configuration
        // What belongs to an account that cannot be read is kept all the same.
        configuration.foreignKeysEnabled = false
        let fresh = try DatabaseQueue(path: path, configuration: configuration)
        try Catalogue.migrator.migrate(fresh)
        var report = Report()
        if let old = try? DatabaseQueue(path: damaged) {
            for (table, columns) in Self.tables {
                let count = copy(table, read(table, columns, from: old), to: fresh)
                if table == "images" { report.pictures = count }
            }
            let last = try? old.read { db in
                try Int64.fetchOne(db, sql: "SELECT seq FROM sqlite_sequence WHERE name = 'images'")
            }
            report.ownerless = try fresh.write { db in
                try Self.passOverIDs(db, last ?? 0)
                return try Self.forgetMissingOwners(db)
            }
        }
        try fresh.close()
        return report
    }

    /// Returns how many rows were taken.
    private func copy(_ table: String, _ rows: [Row], to fresh: DatabaseQueue) -> Int {
        var count = 0
        for row in rows {
            var (names, values) = (Array(row.columnNames), Array(row.databaseValues))
            if let caption = names.firstIndex(of: "caption") {
                // Made anew: databases before the order of captions had none.
                names.append("caption_order")
                values.append(CaptionOrder.key(String.fromDatabaseValue(values[caption]) ?? "").databaseValue)
            }
            let marks = names.map { _ in "?" }.joined(separator: ", ")
            let sql = "INSERT OR IGNORE INTO \(table) (\(names.joined(separator: ", "))) VALUES (\(marks))"
            let arguments = StatementArguments(values)
            do {
                count += try fresh.write { db in
                    try db.execute(sql: sql, arguments: arguments)
                    return db.changesCount
                }
            } catch {
                // A row that is none any more is left out; its picture tells its recipe.
            }
        }
        return count
    }

    /// From the first row to where it breaks off, and from the last one back to there; of the columns those that there are,
    /// since an older version may have written it.
    private func read(_ table: String, _ columns: [String], from old: DatabaseQueue) -> [Row] {
        let present = (try? old.read { db in try db.columns(in: table).map(\.name) }) ?? []
        let columns = columns.filter(present.contains)
        guard let key = columns.first else { return [] }
        var rows: [Row] = []
        for order in ["ASC", "DESC"] {
            do {
                try old.read { db in
                    let list = columns.joined(separator: ", ")
                    let cursor = try Row.fetchCursor(
                        db, sql: "SELECT \(list) FROM \(table) NOT INDEXED ORDER BY \(key) \(order)")
                    while let row = try cursor.next() { rows.append(row.copy()) }
                }
                return rows
            } catch {
                // It breaks off here.
            }
        }
        return rows
    }

    /// A picture that comes back out of the trash has its id again: no other one may get it meanwhile.
    private static func passOverIDs(_ db: Database, _ last: Int64) throws {
        try db.execute(
            literal: """
                INSERT INTO sqlite_sequence (name, seq)
                SELECT 'images', 0 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'images')
                """)
        try db.execute(
            literal: """
                UPDATE sqlite_sequence SET seq = max(seq, \(last), (SELECT ifnull(max(id), 0) FROM trash))
                WHERE name = 'images'
                """)
    }

    /// What was shared stays so and is nobody's; what was somebody's alone is shown to nobody in their place. Returns how many
    /// of the latter there are.
    private static func forgetMissingOwners(_ db: Database) throws -> Int {
        let isMissing = "owner IS NOT NULL AND owner NOT IN (SELECT id FROM accounts)"
        try db.execute(sql: "UPDATE trash SET owner = NULL WHERE \(isMissing)")
        // Of several that are the same picture one stays, a shared one if there is one.
        try db.execute(sql: "UPDATE OR IGNORE images SET owner = NULL WHERE shared AND \(isMissing)")
        try db.execute(sql: "UPDATE OR IGNORE images SET owner = NULL WHERE \(isMissing)")
        let ownerless = db.changesCount
        try db.execute(sql: "DELETE FROM images WHERE \(isMissing)")
        return ownerless
    }
}

import DurableFiles
import Foundation
import GRDB

/// Begins a damaged database anew, with the entries of the old one that can still be read.
struct DatabaseSalvage {
    let path: String
    let files: any FileOperations

    private static let tables: [(name: String, columns: String)] = [
        ("accounts", "id, name, secret, is_admin, created, preferences"),
        ("images", "id, hash, created, caption, caption_order, recipe, version, owner, shared"),
        ("trash", "id, hash, created, caption, caption_order, recipe, version, owner, shared, deleted"),
        ("removals", "hash"),
    ]

    /// Returns how many pictures' entries were read. The old database is kept beside the new one.
    func run() throws -> Int {
        let damaged = path + ".damaged"
        for suffix in ["", "-wal", "-shm"] {
            try files.remove(damaged + suffix)
            if files.exists(path + suffix) { try files.rename(path + suffix, to: damaged + suffix) }
        }
        let fresh = try DatabaseQueue(path: path)
        try Catalogue.migrator.migrate(fresh)
        var count = 0
        if let old = try? DatabaseQueue(path: damaged) {
            for (table, columns) in Self.tables {
                for row in read(table, columns, from: old) {
                    let marks = row.columnNames.map { _ in "?" }.joined(separator: ", ")
                    do {
                        try fresh.write { db in
                            try db.execute(
                                sql: "INSERT OR IGNORE INTO \(table) (\(columns)) VALUES (\(marks))",
                                arguments: StatementArguments(Array(row.databaseValues)))
                        }
                        if table == "images" { count += 1 }
                    } catch {
                        // A row that is none any more is left out; its picture tells its recipe.
                    }
                }
            }
        }
        try fresh.close()
        return count
    }

    /// From the first row to where it breaks off, and from the last one back to there.
    private func read(_ table: String, _ columns: String, from old: DatabaseQueue) -> [Row] {
        var rows: [Row] = []
        for order in ["ASC", "DESC"] {
            do {
                try old.read { db in
                    let key = columns.prefix { $0 != "," }
                    let cursor = try Row.fetchCursor(
                        db, sql: "SELECT \(columns) FROM \(table) NOT INDEXED ORDER BY \(key) \(order)")
                    while let row = try cursor.next() { rows.append(row.copy()) }
                }
                return rows
            } catch {
                // It breaks off here.
            }
        }
        return rows
    }
}

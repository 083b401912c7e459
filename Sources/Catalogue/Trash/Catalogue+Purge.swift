import GRDB

extension Catalogue {
    /// So many pictures are removed at a time, so that whoever saves meanwhile does not wait for long.
    private static let batch = 200

    /// Empties the trash: what is in it, or `only` those pictures, is gone for good once this returns, even if a file could
    /// not be removed just now (that is done at the next time, then). Returns how many there were.
    @discardableResult
    package func emptyTrash(only hashes: [PictureHash]? = nil, by viewer: Viewer = .everybody) async throws -> Int {
        guard let hashes else { return try await purge(where: viewer.seesTrash) }
        let list = "[" + hashes.map { "\"\($0)\"" }.joined(separator: ",") + "]"
        return try await purge(where: "\(viewer.seesTrash) AND trash.hash IN (SELECT value FROM json_each(\(list)))")
    }

    /// Removes what has been in the trash since before `time`, in milliseconds since 1970. Returns how many there were.
    @discardableResult
    package func purgeTrash(before time: Int64) async throws -> Int {
        try await purge(where: "trash.deleted < \(time)")
    }

    private func purge(where condition: SQL) async throws -> Int {
        var count = 0
        while true {
            let purged = try await writing { db in try Catalogue.forget(db, where: condition) }
            count += purged
            try? await removeForgottenFiles()
            if purged < Self.batch { return count }
        }
    }

    /// First the rows go, and it is written down which files are to follow.
    private static func forget(_ db: Database, where condition: SQL) throws -> Int {
        let rows = try Row.fetchAll(
            db, SQLRequest<Row>(literal: "SELECT id, hash FROM trash WHERE \(condition) LIMIT \(batch)"))
        for row in rows {
            let (id, hash): (Int64, String) = (row[0], row[1])
            try db.execute(literal: "DELETE FROM trash WHERE id = \(id)")
            try db.execute(
                literal: """
                    INSERT OR IGNORE INTO removals (hash) SELECT \(hash)
                    WHERE NOT EXISTS (SELECT 1 FROM images WHERE hash = \(hash))
                        AND NOT EXISTS (SELECT 1 FROM trash WHERE hash = \(hash))
                    """)
        }
        return rows.count
    }

    private func removeForgottenFiles() async throws {
        let store = store
        try await writing { db in try Catalogue.removeForgottenFiles(db, store) }
    }

    static func removeForgottenFiles(_ db: Database, _ store: PictureStore) throws {
        let hashes = try String.fetchAll(db, sql: "SELECT hash FROM removals").map { try PictureHash($0) }
        guard !hashes.isEmpty else { return }
        try store.remove(hashes)
        try db.execute(sql: "DELETE FROM removals")
    }
}

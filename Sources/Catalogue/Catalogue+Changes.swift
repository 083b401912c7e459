import GRDB

extension Catalogue {
    /// Saves a picture, or finds that it is saved already; then the caption it has stays.
    ///
    /// - Parameters:
    ///   - png: The file's bytes, whose SHA-256 is `hash`.
    ///   - recipe: JSON; `prompt` in it is searched together with the caption.
    ///   - created: Milliseconds since 1970.
    package func save(
        png: [UInt8], hash: PictureHash, caption: Caption, recipe: String, created: Int64
    ) async throws -> (image: ImageRecord, isNew: Bool) {
        let store = store
        return try await writing { db in
            if let image = try Catalogue.image(db, hash) {
                if !store.contains(hash) { try store.write(png, hash) }
                return (image, false)
            }
            try store.write(png, hash)
            do {
                try db.execute(sql: "DELETE FROM removals WHERE hash = ?", arguments: [hash.description])
                try db.execute(
                    sql: "INSERT INTO images (hash, created, caption, recipe) VALUES (?, ?, ?, ?)",
                    arguments: [hash.description, created, caption.description, recipe])
                return (try Catalogue.listed(db, hash), true)
            } catch {
                try? store.remove(hash)
                throw error
            }
        }
    }

    package func rename(_ hash: PictureHash, to caption: Caption) async throws -> ImageRecord {
        try await writing { db in
            try db.execute(
                sql: "UPDATE images SET caption = ? WHERE hash = ?",
                arguments: [caption.description, hash.description])
            return try Catalogue.listed(db, hash)
        }
    }

    /// Deletes a picture: once this returns it is gone for good, even if its file could not be removed just now (that
    /// is done at the next start, then).
    package func delete(_ hash: PictureHash) async throws {
        try await writing { db in
            let image = try Catalogue.listed(db, hash)
            try db.execute(sql: "INSERT OR IGNORE INTO removals (hash) VALUES (?)", arguments: [image.hash])
            try db.execute(sql: "DELETE FROM images WHERE hash = ?", arguments: [image.hash])
        }
        let store = store
        try? await writing { db in
            guard try Catalogue.image(db, hash) == nil else { return }
            try store.remove(hash)
            try db.execute(sql: "DELETE FROM removals WHERE hash = ?", arguments: [hash.description])
        }
    }

    /// Throws `notFound` when there is no such picture.
    package func image(_ hash: PictureHash) async throws -> ImageRecord {
        try await reading { db in try Catalogue.listed(db, hash) }
    }

    /// The picture's file. Throws `notFound`, or `fileMissing` when it is listed and yet not there.
    package func png(_ hash: PictureHash) async throws -> [UInt8] {
        let store = store
        return try await reading { db in
            _ = try Catalogue.listed(db, hash)
            guard store.contains(hash) else {
                throw CatalogueError(
                    .fileMissing,
                    "The file of this picture is missing: put \(store.path(hash)) back, or delete the entry.")
            }
            return try store.read(hash)
        }
    }

    private static func image(_ db: Database, _ hash: PictureHash) throws -> ImageRecord? {
        try ImageRecord.fetchOne(db, sql: "SELECT * FROM images WHERE hash = ?", arguments: [hash.description])
    }

    private static func listed(_ db: Database, _ hash: PictureHash) throws -> ImageRecord {
        guard let image = try image(db, hash) else {
            throw CatalogueError(.notFound, "This picture is not in the catalogue; it may have been deleted.")
        }
        return image
    }
}

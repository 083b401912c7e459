import GRDB

/// What was deleted stays in the trash for a while, out of every list and search, and comes back as it was.
extension Catalogue {
    /// How long: 30 days, in milliseconds.
    package static let trashPeriod: Int64 = 30 * 24 * 3600 * 1000

    package static let maximumTrashPage = 200

    /// Moves pictures into the trash, all or none.
    ///
    /// - Returns: Those that there were; others are passed over.
    /// - Throws: `notAllowed` if one of them is somebody else's.
    @discardableResult
    package func discard(
        _ hashes: [PictureHash], at time: Int64, by viewer: Viewer = .everybody
    ) async throws -> [ImageRecord] {
        try await writing { db in
            var discarded: [ImageRecord] = []
            for hash in hashes {
                guard let image = try Catalogue.image(db, hash, viewer) else { continue }
                try viewer.checkMayChange(image)
                try Catalogue.discard(db, image, at: time)
                discarded.append(image)
            }
            return discarded
        }
    }

    static func discard(_ db: Database, _ image: ImageRecord, at time: Int64) throws {
        try db.execute(
            literal: "DELETE FROM trash WHERE hash = \(image.hash) AND owner IS \(image.owner)")
        try db.execute(
            literal: """
                INSERT INTO trash (\(Catalogue.columns), deleted)
                SELECT \(Catalogue.columns), \(time) FROM images WHERE id = \(image.id)
                """)
        try db.execute(literal: "DELETE FROM images WHERE id = \(image.id)")
    }

    /// Brings pictures back out of the trash.
    ///
    /// - Returns: Those that are listed now, some of them perhaps because they were saved again meanwhile.
    package func restore(_ hashes: [PictureHash], by viewer: Viewer = .everybody) async throws -> [ImageRecord] {
        let store = store
        return try await writing { db in
            var restored: [ImageRecord] = []
            for hash in hashes {
                let picked = try Int64.fetchOne(
                    db,
                    SQLRequest<Int64>(
                        literal: """
                            SELECT id FROM trash WHERE hash = \(hash.description) AND \(viewer.seesTrash)
                            ORDER BY owner IS \(viewer.account) DESC, id DESC LIMIT 1
                            """))
                if let picked {
                    guard store.contains(hash) else {
                        throw CatalogueError(
                            .fileMissing,
                            "The file of this picture is missing: put \(store.path(hash)) back, or make the picture again."
                        )
                    }
                    try db.execute(
                        literal: """
                            INSERT OR IGNORE INTO images (\(Catalogue.columns))
                            SELECT \(Catalogue.columns) FROM trash WHERE id = \(picked)
                            """)
                    try db.execute(literal: "DELETE FROM trash WHERE id = \(picked)")
                }
                if let image = try Catalogue.image(db, hash, viewer) { restored.append(image) }
            }
            return restored
        }
    }

    /// What is in the trash, the last that came first, with how much there is.
    package func trash(
        for viewer: Viewer = .everybody, offset: Int = 0, limit: Int = maximumTrashPage
    ) async throws -> (images: [TrashedImage], total: Int) {
        let (offset, limit) = (max(0, offset), min(max(0, limit), Self.maximumTrashPage))
        return try await reading { db in
            let images = try Row.fetchAll(
                db,
                SQLRequest<Row>(
                    literal: """
                        SELECT * FROM trash WHERE \(viewer.seesTrash) ORDER BY deleted DESC, id DESC
                        LIMIT \(limit) OFFSET \(offset)
                        """)
            ).map(TrashedImage.init)
            let total = try Int.fetchOne(
                db, SQLRequest<Int>(literal: "SELECT count(*) FROM trash WHERE \(viewer.seesTrash)"))
            return (images, total ?? 0)
        }
    }

    /// The file of a picture in the trash. Throws `notFound` or `fileMissing`.
    package func trashedPNG(_ hash: PictureHash, for viewer: Viewer = .everybody) async throws -> [UInt8] {
        let store = store
        return try await reading { db in
            let count = try Int.fetchOne(
                db,
                SQLRequest<Int>(
                    literal: "SELECT count(*) FROM trash WHERE hash = \(hash.description) AND \(viewer.seesTrash)"))
            guard (count ?? 0) > 0 else { throw CatalogueError(.notFound, "This picture is not in the trash.") }
            return try Catalogue.file(store, hash)
        }
    }

    /// All columns that pictures have both in the catalogue and in the trash.
    static let columns: SQL = "id, hash, created, caption, caption_order, recipe, version, owner, shared"
}

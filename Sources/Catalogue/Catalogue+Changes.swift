import GRDB

extension Catalogue {
    /// Saves a picture, or finds that the viewer has it before them already; then it stays as it is.
    ///
    /// - Parameters:
    ///   - png: The file's bytes, whose SHA-256 is `hash`.
    ///   - recipe: JSON; `prompt` in it is searched together with the caption.
    ///   - created: Milliseconds since 1970.
    ///   - shared: Whether all accounts see it.
    package func save(
        png: [UInt8], hash: PictureHash, caption: Caption, recipe: String, created: Int64,
        by viewer: Viewer = .everybody, shared: Bool = true
    ) async throws -> (image: ImageRecord, isNew: Bool) {
        let picture = NewPicture(png: png, hash: hash, caption: caption, recipe: recipe, created: created)
        let store = store
        return try await writing { db in try Catalogue.save(db, store, picture, by: viewer, shared: shared) }
    }

    /// Saves many pictures at once, all or none of their entries.
    package func save(_ pictures: [NewPicture]) async throws {
        let store = store
        try await writing { db in
            for picture in pictures { _ = try Catalogue.save(db, store, picture, by: .everybody, shared: true) }
        }
    }

    private static func save(
        _ db: Database, _ store: PictureStore, _ picture: NewPicture, by viewer: Viewer, shared: Bool
    ) throws -> (image: ImageRecord, isNew: Bool) {
        let hash = picture.hash
        let isKept = store.contains(hash)
        if let image = try image(db, hash, viewer) {
            if !isKept { try store.write(picture.png, hash) }
            return (image, false)
        }
        if !isKept { try store.write(picture.png, hash) }
        do {
            try db.execute(literal: "DELETE FROM removals WHERE hash = \(hash.description)")
            let caption = picture.caption.description
            try db.execute(
                literal: """
                    INSERT INTO images (hash, created, caption, caption_order, recipe, owner, shared)
                    VALUES (\(hash.description), \(picture.created), \(caption), \(CaptionOrder.key(caption)),
                        \(picture.recipe), \(viewer.account), \(shared))
                    """)
            // What was thrown away and is made again is not kept twice.
            try db.execute(
                literal: "DELETE FROM trash WHERE hash = \(hash.description) AND owner IS \(viewer.account)")
            return (try listed(db, hash, viewer), true)
        } catch {
            if !isKept { try? store.remove([hash]) }
            throw error
        }
    }

    /// Gives a picture another caption, or shows it to others.
    ///
    /// - Parameters:
    ///   - id: The entry that the change was made for: the same picture may have been deleted and saved again; nil takes any.
    ///   - version: The version that the change was made for; nil takes any.
    /// - Throws: `changed` if the picture has another version by now.
    package func change(
        _ hash: PictureHash, caption: Caption? = nil, shared: Bool? = nil, id: Int64? = nil, version: Int64? = nil,
        by viewer: Viewer = .everybody
    ) async throws -> ImageRecord {
        try await writing { db in
            let image = try Catalogue.listed(db, hash, viewer)
            try viewer.checkMayChange(image)
            if (id ?? image.id, version ?? image.version) != (image.id, image.version) {
                throw CatalogueError(
                    .changed, "Somebody else changed this picture in the meantime: it is called “\(image.caption)” now."
                )
            }
            let text = caption?.description ?? image.caption
            let isShared = shared ?? image.shared
            if image.owner == nil, image.shared, !isShared {
                throw CatalogueError(
                    .notAllowed, "This picture is nobody's: not shared, nobody would see it. Delete it instead.")
            }
            guard text != image.caption || isShared != image.shared else { return image }
            try db.execute(
                literal: """
                    UPDATE images SET caption = \(text), caption_order = \(CaptionOrder.key(text)),
                        shared = \(isShared), version = version + 1
                    WHERE id = \(image.id)
                    """)
            // An admin may have hidden somebody else's picture, and does not see it any more.
            guard let changed = try ImageRecord.fetchOne(db, key: image.id) else { throw Catalogue.notFound }
            return changed
        }
    }

    /// Throws `notFound` when there is no such picture for this viewer.
    package func image(_ hash: PictureHash, for viewer: Viewer = .everybody) async throws -> ImageRecord {
        try await reading { db in try Catalogue.listed(db, hash, viewer) }
    }

    /// The picture's file. Throws `notFound`, or `fileMissing` when it is listed and yet not there.
    package func png(_ hash: PictureHash, for viewer: Viewer = .everybody) async throws -> [UInt8] {
        let store = store
        return try await reading { db in
            _ = try Catalogue.listed(db, hash, viewer)
            return try Catalogue.file(store, hash)
        }
    }

    static func file(_ store: PictureStore, _ hash: PictureHash) throws -> [UInt8] {
        guard store.contains(hash) else {
            throw CatalogueError(
                .fileMissing,
                "The file of this picture is missing: put \(store.path(hash)) back, or delete the entry.")
        }
        return try store.read(hash)
    }

    /// Two accounts may have saved the same picture: a viewer's own comes first.
    static func image(_ db: Database, _ hash: PictureHash, _ viewer: Viewer) throws -> ImageRecord? {
        try ImageRecord.fetchOne(
            db,
            SQLRequest<ImageRecord>(
                literal: """
                    SELECT * FROM images WHERE hash = \(hash.description) AND \(viewer.seesImage)
                    ORDER BY owner IS \(viewer.account) DESC, id LIMIT 1
                    """))
    }

    static func listed(_ db: Database, _ hash: PictureHash, _ viewer: Viewer) throws -> ImageRecord {
        guard let image = try image(db, hash, viewer) else { throw notFound }
        return image
    }

    private static let notFound = CatalogueError(
        .notFound, "This picture is not in the catalogue; it may have been deleted.")
}

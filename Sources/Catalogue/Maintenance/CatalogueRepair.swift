import DurableFiles
import Foundation
import GRDB

/// Puts right what a check found. No gateway may have the catalogue open meanwhile.
package struct CatalogueRepair: Sendable {
    let check: CatalogueCheck
    /// Milliseconds since 1970.
    let now: Int64

    package init(_ check: CatalogueCheck, now: Int64) {
        self.check = check
        self.now = now
    }

    private var files: any FileOperations { check.files }
    private var store: PictureStore { check.store }
    /// What is damaged is kept here, for whoever can do something with it.
    private var damagedFolder: String { store.folder + "/damaged" }

    /// Finds what is amiss and does what can be done. Throws `folderInUse`, and what the check throws.
    package func run() throws -> [CheckFinding] {
        var findings = try check.findings()
        // Nothing can be repaired where nothing can be written.
        guard !findings.contains(where: { if case .readOnly = $0.kind { true } else { false } }) else {
            return findings
        }
        do {
            let lock = try FolderLock(folder: check.folder)
            defer { withExtendedLifetime(lock) {} }
            try store.prepare()
            if let index = findings.firstIndex(where: { $0.kind == .damagedDatabase }) {
                let saved = try DatabaseSalvage(path: check.database, files: files).run()
                var told =
                    "begun anew with \(saved.pictures) entries that could be read; the old one is kept as "
                    + "catalogue.sqlite.damaged"
                if saved.ownerless > 0 {
                    told +=
                        "; the accounts of \(saved.ownerless) private pictures could not be read: "
                        + "a gateway without --accounts shows them"
                }
                findings[index].repair = told
                findings += try check.findings().filter { $0.kind != .damagedDatabase }
            }
            let queue = try DatabaseQueue(path: check.database, configuration: Catalogue.configuration)
            try Catalogue.migrator.migrate(queue)
            for index in findings.indices where findings[index].repair == nil {
                findings[index].repair = try repair(findings[index].kind, queue)
            }
            findings += try adoptUnlisted(queue)
            try queue.close()
        } catch {
            throw Catalogue.explain(error, database: check.database)
        }
        return findings
    }

    private func repair(_ kind: CheckFinding.Kind, _ queue: DatabaseQueue) throws -> String? {
        switch kind {
        case .readOnly, .littleRoom, .damagedDatabase: return nil
        case .wordsOutOfStep:
            try queue.write { db in
                try db.execute(
                    sql: """
                        DELETE FROM image_words;
                        INSERT INTO image_words (rowid, caption, prompt)
                        SELECT id, caption, json_extract(recipe, '$.prompt') FROM images;
                        """)
            }
            return "the search has read all captions anew"
        case .halfWritten(let name):
            try files.remove("\(store.folder)/\(name)")
            return "removed; whoever saved it was never told that it is kept"
        case .unlisted(let name):
            return try adopt("\(store.folder)/\(name)", name, queue) ?? setAside(name)
        case .damagedFile(let hash):
            try files.makeDirectory(damagedFolder)
            try files.rename("\(store.folder)/\(hash).png", to: "\(damagedFolder)/\(hash).png")
            return "the file is kept in pictures/damaged; " + (try recover(hash, queue))
        case .missingFile(let hash): return try recover(hash, queue)
        }
    }

    /// A whole copy that was set aside takes the place of the missing file; else the entry goes to the trash, where its
    /// recipe can still be read.
    private func recover(_ hash: String, _ queue: DatabaseQueue) throws -> String {
        let copy = "\(store.unlistedFolder)/\(hash).png"
        if files.exists(copy), try reader.hash(files.read(copy)) == hash {
            try files.rename(copy, to: "\(store.folder)/\(hash).png")
            try files.syncDirectory(store.folder)
            return "a copy of it that was set aside is in its place again"
        }
        let count = try queue.write { db in
            let images = try ImageRecord.fetchAll(db, sql: "SELECT * FROM images WHERE hash = ?", arguments: [hash])
            for image in images { try Catalogue.discard(db, image, at: now) }
            return images.count
        }
        guard count > 0 else { return "it was in the trash, where it cannot be brought back from any more" }
        return "its entry is in the trash, with the recipe that makes the picture again"
    }

    private var reader: PictureReader { check.reader }

    private func setAside(_ name: String) throws -> String {
        try files.rename("\(store.folder)/\(name)", to: "\(store.unlistedFolder)/\(name)")
        try files.syncDirectory(store.unlistedFolder)
        return "set aside in pictures/unlisted"
    }

    /// Lists a picture that tells its own recipe; nil for one that does not, or is not whole. What somebody has deleted stays
    /// deleted, and a copy of what somebody has, perhaps for themselves alone, is shown to nobody else. Where there are accounts
    /// the picture may have been somebody's alone: it is then nobody's, and shared with nobody.
    private func adopt(_ path: String, _ name: String, _ queue: DatabaseQueue) throws -> String? {
        guard let hash = try? PictureHash(name.dropLast(4)) else { return nil }
        if try queue.read({ db in
            try Bool.fetchOne(
                db, sql: "SELECT EXISTS (SELECT 1 FROM removals WHERE hash = ?)", arguments: [hash.description])
                ?? false
        }) {
            try files.remove(path)
            return "removed, as somebody had deleted it"
        }
        guard try !queue.read({ db in try CatalogueRepair.isKnown(hash, db) }) else { return nil }
        let bytes = try files.read(path)
        guard reader.hash(bytes) == hash.description, let entry = reader.entry(bytes) else { return nil }
        if path != store.path(hash) {
            try files.rename(path, to: store.path(hash))
            try files.syncDirectory(store.folder)
        }
        let isShared = try queue.write { db in
            let sql = "SELECT EXISTS (SELECT 1 FROM accounts UNION SELECT 1 FROM images WHERE NOT shared)"
            let isShared = try Bool.fetchOne(db, sql: sql) != true
            try db.execute(
                literal: """
                    INSERT OR IGNORE INTO images (hash, created, caption, caption_order, recipe, shared)
                    VALUES (\(hash.description), \(now), \(entry.caption.description),
                        \(CaptionOrder.key(entry.caption.description)), \(entry.recipe), \(isShared))
                    """)
            return isShared
        }
        return "listed again as “\(entry.caption)”"
            + (isShared ? "" : "; whose it was is not known: a gateway without --accounts shows it")
    }

    private static func isKnown(_ hash: PictureHash, _ db: Database) throws -> Bool {
        try Bool.fetchOne(
            db,
            sql: """
                SELECT EXISTS (SELECT 1 FROM images WHERE hash = :hash UNION SELECT 1 FROM trash WHERE hash = :hash)
                """, arguments: ["hash": hash.description]) ?? false
    }

    /// What was set aside before and can be listed after all.
    private func adoptUnlisted(_ queue: DatabaseQueue) throws -> [CheckFinding] {
        try files.list(store.unlistedFolder).filter { $0.hasSuffix(".png") }.sorted().compactMap { name in
            let path = "\(store.unlistedFolder)/\(name)"
            guard let repair = try adopt(path, name, queue) else { return nil }
            var finding = CheckFinding(.unlisted(name), "\(path) is a picture that no entry knows of.")
            finding.repair = repair
            return finding
        }
    }
}

package import DurableFiles
import Foundation
import GRDB

/// Copies a catalogue, while a gateway uses it, into a folder that is one itself: entries and files as they are at one
/// moment. A second time, only what is new is copied.
package struct CatalogueBackup: Sendable {
    package struct Report: Sendable, Equatable {
        package var pictures = 0
        /// Copied now; the others were there already.
        package var copied = 0
        /// Hashes of pictures whose file is missing or damaged: their entries are copied, and a sound copy of the file that
        /// was there is kept.
        package var unreadable: [String] = []
    }

    let source: String
    let destination: String
    let reader: PictureReader
    let files: any FileOperations

    package init(
        from source: String, to destination: String, reader: PictureReader, files: any FileOperations = SystemFiles()
    ) {
        self.source = source
        self.destination = destination
        self.reader = reader
        self.files = files
    }

    /// Until the end the backup before this one is whole; then this one is. Throws `CatalogueError`.
    ///
    /// - Parameter pruning: Whether files go that no entry knows of, as those of pictures that were removed since the last
    ///   backup. Where somebody's catalogue was, they may be the only ones.
    package func run(pruning: Bool = true) throws -> Report {
        let database = source + "/catalogue.sqlite"
        guard files.exists(database) else {
            throw CatalogueError(.notFound, "There is no catalogue in \(source): name its folder.")
        }
        do {
            let from = PictureStore(folder: source + "/pictures", files: files)
            let to = PictureStore(folder: destination + "/pictures", files: files)
            try to.prepare()
            let lock = try FolderLock(folder: destination)
            defer { withExtendedLifetime(lock) {} }
            let partial = destination + "/catalogue.sqlite.part"
            try copyDatabase(database, to: partial)
            var report = try copyFiles(from, to, entries: partial)
            try forgetRemoved(&report, entries: partial, live: database)
            let entries = destination + "/catalogue.sqlite"
            // The journal of a database that was here before would be played over this one.
            for suffix in ["-journal", "-wal", "-shm"] { try files.remove(entries + suffix) }
            try files.rename(partial, to: entries)
            try files.syncDirectory(destination)
            if pruning { try prune(to) }
            return report
        } catch {
            throw Catalogue.explain(error, database: database)
        }
    }

    private func copyDatabase(_ path: String, to partial: String) throws {
        for suffix in ["", "-journal", "-wal", "-shm"] { try files.remove(partial + suffix) }
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(30)
        let old = try DatabaseQueue(path: path, configuration: configuration)
        guard try old.read({ try String.fetchOne($0, sql: "PRAGMA quick_check(1)") }) == "ok" else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT)
        }
        let new = try DatabaseQueue(path: partial)
        try old.backup(to: new)
        // One file, which can be read from a medium that cannot be written.
        try new.writeWithoutTransaction { _ = try String.fetchOne($0, sql: "PRAGMA journal_mode = DELETE") }
        try new.close()
        try old.close()
    }

    private func copyFiles(_ from: PictureStore, _ to: PictureStore, entries path: String) throws -> Report {
        var report = Report()
        for hash in try hashes(path) {
            let hash = try PictureHash(hash)
            report.pictures += 1
            let size = files.size(from.path(hash))
            if size != nil, size == files.size(to.path(hash)) { continue }
            if size != nil, let bytes = try? files.read(from.path(hash)), reader.hash(bytes) == hash.description {
                try to.write(bytes, hash)
                report.copied += 1
            } else {
                report.unreadable.append(hash.description)
            }
        }
        return report
    }

    /// What was removed for good while the files were copied is not in the backup either.
    private func forgetRemoved(_ report: inout Report, entries: String, live: String) throws {
        guard !report.unreadable.isEmpty else { return }
        let known = Set(try hashes(live))
        let removed = report.unreadable.filter { !known.contains($0) }
        report.unreadable.removeAll { !known.contains($0) }
        report.pictures -= removed.count
        let queue = try DatabaseQueue(path: entries)
        try queue.write { db in
            for hash in removed {
                try db.execute(literal: "DELETE FROM images WHERE hash = \(hash)")
                try db.execute(literal: "DELETE FROM trash WHERE hash = \(hash)")
            }
        }
        try queue.close()
    }

    /// Files that only backups before this one knew.
    private func prune(_ to: PictureStore) throws {
        let known = Set(try hashes(destination + "/catalogue.sqlite"))
        for name in try files.list(to.folder) where name.hasSuffix(".png") && !known.contains(String(name.dropLast(4)))
        {
            try files.remove("\(to.folder)/\(name)")
        }
    }

    private func hashes(_ path: String) throws -> [String] {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(30)
        return try DatabaseQueue(path: path, configuration: configuration).read { db in
            let trash = try db.tableExists("trash") ? " UNION SELECT hash FROM trash" : ""
            return try String.fetchAll(db, sql: "SELECT hash FROM images\(trash)")
        }
    }
}

package import DurableFiles
import Foundation
import GRDB

/// Compares a catalogue's database with its files, without changing either. A gateway may use them meanwhile.
package struct CatalogueCheck: Sendable {
    /// Below this, somebody should make room.
    static let leastMegabytes = 100

    let folder: String
    let reader: PictureReader
    let files: any FileOperations
    var store: PictureStore { PictureStore(folder: folder + "/pictures", files: files) }
    var database: String { folder + "/catalogue.sqlite" }

    package init(folder: String, reader: PictureReader, files: any FileOperations = SystemFiles()) {
        self.folder = folder
        self.reader = reader
        self.files = files
    }

    /// What is amiss; empty if all is well. Throws `notFound` if there is no catalogue in the folder.
    package func findings() throws -> [CheckFinding] {
        guard files.exists(store.folder) || files.exists(database) else {
            throw CatalogueError(.notFound, "There is no catalogue in \(folder): name its folder with --data-dir.")
        }
        let first = try look()
        let isPassing = first.contains { finding in
            switch finding.kind {
            case .halfWritten, .unlisted, .missingFile: true
            default: false
            }
        }
        guard isPassing, isInUse else { return first }
        // A picture that was being saved or removed just then is whole by now.
        Thread.sleep(forTimeInterval: 1)
        let second = Set(try look().map(\.kind))
        return first.filter { second.contains($0.kind) }
    }

    /// Whether a gateway has the catalogue open.
    private var isInUse: Bool { (try? FolderLock(folder: folder)) == nil }

    private func look() throws -> [CheckFinding] {
        var findings = folderFindings()
        let names = try files.exists(store.folder) ? files.list(store.folder) : []
        do {
            let entries = try CatalogueEntries(database)
            if entries.wordsOutOfStep > 0 {
                findings.append(
                    CheckFinding(
                        .wordsOutOfStep(entries.wordsOutOfStep),
                        "The search does not know the captions of \(entries.wordsOutOfStep) pictures as they are."))
            }
            findings += fileFindings(names, entries)
        } catch {
            guard Catalogue.isDamage(error) else { throw Catalogue.explain(error, database: database) }
            findings.append(
                CheckFinding(
                    .damagedDatabase,
                    "The database \(database) is damaged. The best cure is a backup: reverie-gateway restore."))
        }
        return findings
    }

    private func folderFindings() -> [CheckFinding] {
        var findings: [CheckFinding] = []
        let probe = store.folder + "/probe.part"
        do {
            try files.remove(probe)
            try files.writeSynced([UInt8](repeating: 0, count: 4096), to: probe)
            try files.remove(probe)
        } catch {
            try? files.remove(probe)
            findings.append(CheckFinding(.readOnly(error.reason), "Nothing can be saved: \(error)"))
        }
        if let megabytes = files.freeMegabytes(folder), megabytes < Self.leastMegabytes {
            findings.append(
                CheckFinding(
                    .littleRoom(megabytes: megabytes), "The disk has room for \(megabytes) MB only: make some."))
        }
        return findings
    }

    private func fileFindings(_ names: [String], _ entries: CatalogueEntries) -> [CheckFinding] {
        var findings: [CheckFinding] = []
        var present: Set<String> = []
        for name in names.sorted() {
            let path = "\(store.folder)/\(name)"
            if name.hasSuffix(".part") {
                findings.append(CheckFinding(.halfWritten(name), "\(path) was written in part only."))
            } else if name.hasSuffix(".png") {
                let hash = String(name.dropLast(4))
                present.insert(hash)
                if !entries.captions.keys.contains(hash), !entries.trashed.contains(hash) {
                    findings.append(CheckFinding(.unlisted(name), "\(path) is a picture that no entry knows of."))
                } else if (try? files.read(path)).map(reader.hash) != hash {
                    findings.append(
                        CheckFinding(.damagedFile(hash), "\(path) is damaged: it is not the picture that was saved."))
                }
            }
        }
        for (hash, caption) in entries.captions.sorted(by: { $0.key < $1.key }) where !present.contains(hash) {
            findings.append(
                CheckFinding(.missingFile(hash), "“\(caption)” is listed, but its file \(hash).png is missing."))
        }
        return findings
    }
}

/// What the database says, read once.
struct CatalogueEntries {
    /// Of listed pictures, by their hashes.
    var captions: [String: String] = [:]
    /// The hashes of pictures in the trash.
    var trashed: Set<String> = []
    /// Pictures whose captions the search knows otherwise, or not at all.
    var wordsOutOfStep = 0

    init(_ path: String) throws {
        guard FileManager.default.fileExists(atPath: path) else { return }
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(10)
        self = try DatabaseQueue(path: path, configuration: configuration).read { db in
            guard try String.fetchOne(db, sql: "PRAGMA integrity_check(1)") == "ok" else {
                throw DatabaseError(resultCode: .SQLITE_CORRUPT)
            }
            return try CatalogueEntries(db)
        }
    }

    private init(_ db: Database) throws {
        let rows = try Row.fetchCursor(db, sql: "SELECT hash, caption FROM images")
        while let row = try rows.next() { captions[row[0]] = row[1] }
        if try db.tableExists("trash") { trashed = try String.fetchSet(db, sql: "SELECT hash FROM trash") }
        wordsOutOfStep =
            try Int.fetchOne(
                db,
                sql: """
                    SELECT (SELECT count(*) FROM images LEFT JOIN image_words ON image_words.rowid = id
                        WHERE image_words.caption IS NOT images.caption)
                    + (SELECT count(*) FROM image_words WHERE rowid NOT IN (SELECT id FROM images))
                    """) ?? 0
    }
}

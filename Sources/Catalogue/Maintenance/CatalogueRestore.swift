package import DurableFiles
import GRDB

/// Makes a catalogue of a backup again.
package struct CatalogueRestore: Sendable {
    private let backup: String
    private let folder: String
    private let reader: PictureReader
    private let files: any FileOperations

    package init(
        from backup: String, to folder: String, reader: PictureReader, files: any FileOperations = SystemFiles()
    ) {
        self.backup = backup
        self.folder = folder
        self.reader = reader
        self.files = files
    }

    /// What is in the folder instead is kept, as `catalogue-before-restore`, where `replacing` is said; otherwise it is
    /// refused. Cut off, it is simply begun again: the entries come last. Pictures that lie there without entries stay: the
    /// catalogue sets them aside when it is opened, and `check --repair` lists them again.
    ///
    /// - Throws: `CatalogueError`.
    package func run(replacing: Bool) throws -> CatalogueBackup.Report {
        guard files.exists(backup + "/catalogue.sqlite") else {
            throw CatalogueError(.notFound, "There is no backup in \(backup).")
        }
        if files.exists(folder + "/catalogue.sqlite") {
            guard replacing else {
                throw CatalogueError(
                    .folderInUse, "There is a catalogue in \(folder) already: --replace sets it aside.")
            }
            try setAside()
        }
        return try CatalogueBackup(from: backup, to: folder, reader: reader, files: files).run(pruning: false)
    }

    private func setAside() throws {
        let old = folder + "/catalogue-before-restore"
        guard !files.exists(old) else {
            throw CatalogueError(.folderInUse, "\(old) is there from a restore before this one: move it away first.")
        }
        do {
            let lock = try FolderLock(folder: folder)
            defer { withExtendedLifetime(lock) {} }
            try files.makeDirectory(old)
            // What the journal still holds goes into the database's one file, if that can be.
            try? DatabaseQueue(path: folder + "/catalogue.sqlite").close()
            // The files first: an interruption leaves entries whose files are known to be nearby, never files without.
            for name in ["pictures", "catalogue.sqlite-wal", "catalogue.sqlite-shm", "catalogue.sqlite"]
            where files.exists("\(folder)/\(name)") {
                try files.rename("\(folder)/\(name)", to: "\(old)/\(name)")
            }
            try files.syncDirectory(folder)
        } catch {
            throw Catalogue.explain(error, database: folder + "/catalogue.sqlite")
        }
    }
}

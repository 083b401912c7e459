import DurableFiles
import WireProtocol

/// The append-only file that outlives the process. Whoever uses it sees to it that one call comes at a time.
///
/// A failed write leaves the file in a state that nobody knows (after a failed fsync the kernel may have dropped the bytes
/// and forget the error), so it is never appended to again: the next record makes a new file of all that is known.
struct Journal {
    /// What opening a journal brought to light.
    enum Finding: Equatable {
        case torn(bytes: Int)
        case damaged(bytes: Int, keptAs: String)
    }

    private let folder: String
    private let files: any FileOperations
    private(set) var ledger = JobLedger()
    private(set) var findings: [Finding] = []
    /// nil after a failure.
    private var file: (any AppendableFile)?
    private var fileBytes = 0
    /// Of the file when it held nothing but the ledger.
    private var compactBytes = 0

    private var path: String { folder + "/journal" }

    /// A file that is smaller is not worth making anew.
    private static let slack = 256 * 1024

    /// Opens the journal in a folder that exists, or begins one.
    ///
    /// What cannot be read is found out, never dropped: the whole damaged file is kept beside the new one.
    init(folder: String, files: any FileOperations) throws(StorageError) {
        self.folder = folder
        self.files = files
        let path = folder + "/journal"
        let bytes = try StorageError.wrapping { () throws(FileError) in try files.readIfPresent(path) }
        guard let contents = JournalFile.decode(bytes ?? []) else { throw .foreignJournal(path: path) }
        for record in contents.records { ledger.apply(record) }
        do throws(FileError) {
            if contents.damagedBytes > 0, let bytes {
                findings.append(.damaged(bytes: contents.damagedBytes, keptAs: try keepAside(bytes)))
            }
            if contents.tornBytes > 0 { findings.append(.torn(bytes: contents.tornBytes)) }
            if let bytes, findings.isEmpty, bytes.count >= JournalFile.header.count {
                file = try files.openForAppending(path)
                fileBytes = bytes.count
                compactBytes = fileBytes
            } else {
                try startAnew(with: ledger)
            }
        } catch {
            throw .file(error)
        }
    }

    /// Returns when the records are on the disk; after an error none of them counts.
    mutating func append(_ records: [JournalRecord]) throws(StorageError) {
        do throws(FileError) {
            if let file {
                self.file = nil
                let bytes = try encode(records)
                try file.append(bytes)
                try file.sync()
                fileBytes += bytes.count
                self.file = file
                for record in records { ledger.apply(record) }
            } else {
                var next = ledger
                for record in records { next.apply(record) }
                try startAnew(with: next)
            }
        } catch {
            throw .file(error)
        }
        // A journal that cannot be made smaller now is still whole; it is tried again later.
        if fileBytes > Self.slack + 4 * compactBytes { try? startAnew(with: ledger) }
    }

    /// Forgets that a job has ended, because its result is not there: it will end again.
    mutating func reopen(_ ids: [JobID]) throws(StorageError) {
        guard !ids.isEmpty else { return }
        var next = ledger
        for id in ids { next.reopen(id) }
        try StorageError.wrapping { () throws(FileError) in try startAnew(with: next) }
    }

    /// Writes a new file of what is known, in place of the old one.
    private mutating func startAnew(with ledger: JobLedger) throws(FileError) {
        let bytes = JournalFile.header + (try encode(ledger.records))
        file = nil
        try files.replaceSynced(path, in: folder, with: bytes)
        file = try files.openForAppending(path)
        self.ledger = ledger
        fileBytes = bytes.count
        compactBytes = bytes.count
    }

    private func encode(_ records: [JournalRecord]) throws(FileError) -> [UInt8] {
        do {
            return try JournalFile.encode(records)
        } catch {
            throw FileError(operation: "write", path: path, reason: "\(error)")
        }
    }

    /// - Returns: the name of the copy.
    private func keepAside(_ bytes: [UInt8]) throws(FileError) -> String {
        let names = Set(try files.list(folder))
        var number = 1
        while names.contains("journal.damaged-\(number)") { number += 1 }
        let name = "journal.damaged-\(number)"
        try files.replaceSynced("\(folder)/\(name)", in: folder, with: bytes)
        return name
    }
}

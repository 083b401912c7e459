package import DurableFiles
import Synchronization

/// The real file system, on which one chosen change fails, or after which nothing works any more, as when the power
/// goes.
package final class FaultyFiles: FileOperations {
    package enum Fault: Sendable, CaseIterable {
        /// The one change fails and leaves nothing behind, as on a full disk.
        case refused
        /// The change happened, and everything after it fails.
        case powerCut
        /// The change happened in part (of what is written, half), and everything after it fails.
        case tornByPowerCut
        /// The change happened in part, is reported as failed, and what follows works.
        case tornAndRefused
    }

    private let real = SystemFiles()
    private let fault: Fault
    private let failing: Int
    private let changes = Mutex(0)

    /// The change with this number (the first is 0) meets the fault.
    package init(_ fault: Fault, at failing: Int) {
        self.fault = fault
        self.failing = failing
    }

    package var changeCount: Int { changes.withLock { $0 } }

    fileprivate func change(
        _ path: String, torn: () throws(FileError) -> Void = {}, _ body: () throws(FileError) -> Void
    ) throws(FileError) {
        let number = changes.withLock { count in
            defer { count += 1 }
            return count
        }
        let error = FileError(operation: "write", path: path, reason: "No space left on device")
        switch fault {
        case .refused:
            if number == failing { throw error }
        case .powerCut:
            if number > failing { throw error }
        case .tornByPowerCut, .tornAndRefused:
            if number == failing { try torn() }
            if number == failing || number > failing && fault == .tornByPowerCut { throw error }
        }
        try body()
    }

    package func makeDirectory(_ path: String) throws(FileError) { try real.makeDirectory(path) }
    package func list(_ directory: String) throws(FileError) -> [String] { try real.list(directory) }
    package func exists(_ path: String) -> Bool { real.exists(path) }
    package func size(_ path: String) -> Int? { real.size(path) }
    package func freeMegabytes(_ directory: String) -> Int? { real.freeMegabytes(directory) }
    package func read(_ path: String) throws(FileError) -> [UInt8] { try real.read(path) }

    package func writeSynced(_ bytes: [UInt8], to path: String) throws(FileError) {
        try change(path) { () throws(FileError) in
            try real.writeSynced(Array(bytes.prefix(bytes.count / 2)), to: path)
        } _: { () throws(FileError) in
            try real.writeSynced(bytes, to: path)
        }
    }

    package func openForAppending(_ path: String) throws(FileError) -> any AppendableFile {
        FaultyFile(real: try real.openForAppending(path), path: path, files: self)
    }

    package func rename(_ old: String, to new: String) throws(FileError) {
        try change(new) { () throws(FileError) in try real.rename(old, to: new) }
    }

    package func syncDirectory(_ path: String) throws(FileError) {
        try change(path) { () throws(FileError) in try real.syncDirectory(path) }
    }

    package func remove(_ path: String) throws(FileError) {
        try change(path) { () throws(FileError) in try real.remove(path) }
    }
}

private struct FaultyFile: AppendableFile {
    let real: any AppendableFile
    let path: String
    let files: FaultyFiles

    func append(_ bytes: [UInt8]) throws(FileError) {
        try files.change(path) { () throws(FileError) in
            try real.append(Array(bytes.prefix(bytes.count / 2)))
        } _: { () throws(FileError) in
            try real.append(bytes)
        }
    }

    func sync() throws(FileError) {
        try files.change(path) { () throws(FileError) in try real.sync() }
    }
}

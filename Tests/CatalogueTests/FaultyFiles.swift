import Synchronization

@testable import Catalogue

/// The real file system, on which one chosen change fails, or after which nothing works any more, as when the power
/// goes.
final class FaultyFiles: FileOperations {
    enum Fault: Sendable, CaseIterable {
        /// The one change fails and leaves nothing behind.
        case refused
        /// The change happened, and everything after it fails.
        case powerCut
        /// The change happened in part (of a file, only half is written), and everything after it fails.
        case tornByPowerCut
    }

    private let real = SystemFiles()
    private let fault: Fault
    private let failing: Int
    private let changes = Mutex(0)

    /// The change with this number (the first is 0) meets the fault.
    init(_ fault: Fault, at failing: Int) {
        self.fault = fault
        self.failing = failing
    }

    var changeCount: Int { changes.withLock { $0 } }

    private func change(
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
            try body()
        case .powerCut:
            if number > failing { throw error }
            try body()
        case .tornByPowerCut:
            if number > failing { throw error }
            if number == failing {
                try torn()
                throw error
            }
            try body()
        }
    }

    func makeDirectory(_ path: String) throws(FileError) { try real.makeDirectory(path) }
    func list(_ directory: String) throws(FileError) -> [String] { try real.list(directory) }
    func exists(_ path: String) -> Bool { real.exists(path) }
    func read(_ path: String) throws(FileError) -> [UInt8] { try real.read(path) }

    func writeSynced(_ bytes: [UInt8], to path: String) throws(FileError) {
        try change(path) { () throws(FileError) in
            try real.writeSynced(Array(bytes.prefix(bytes.count / 2)), to: path)
        } _: { () throws(FileError) in
            try real.writeSynced(bytes, to: path)
        }
    }

    func rename(_ old: String, to new: String) throws(FileError) {
        try change(new) { () throws(FileError) in try real.rename(old, to: new) }
    }

    func syncDirectory(_ path: String) throws(FileError) {
        try change(path) { () throws(FileError) in try real.syncDirectory(path) }
    }

    func remove(_ path: String) throws(FileError) {
        try change(path) { () throws(FileError) in try real.remove(path) }
    }
}

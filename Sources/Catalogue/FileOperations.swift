/// The few things the picture store asks of the file system; tests put one in between that fails.
package protocol FileOperations: Sendable {
    func makeDirectory(_ path: String) throws(FileError)
    /// The names in the folder, without "." and "..".
    func list(_ directory: String) throws(FileError) -> [String]
    func exists(_ path: String) -> Bool
    func read(_ path: String) throws(FileError) -> [UInt8]
    /// Writes a new file and returns when its bytes are on the disk.
    func writeSynced(_ bytes: [UInt8], to path: String) throws(FileError)
    /// Replaces what may lie at `new`, atomically.
    func rename(_ old: String, to new: String) throws(FileError)
    /// Returns when renamed and removed names in the folder are on the disk.
    func syncDirectory(_ path: String) throws(FileError)
    /// Succeeds when there is no such file.
    func remove(_ path: String) throws(FileError)
}

/// A file operation that failed.
package struct FileError: Error, Equatable, CustomStringConvertible {
    let operation: String
    let path: String
    /// What the operating system said, "No space left on device".
    let reason: String

    package var description: String { "Could not \(operation) \(path): \(reason)." }
}

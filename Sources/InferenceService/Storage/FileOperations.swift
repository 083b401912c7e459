/// The few things that the job store asks of the file system; tests put one in between that fails.
protocol FileOperations: Sendable {
    func makeDirectory(_ path: String) throws(FileError)
    /// The names in the folder, without "." and "..".
    func list(_ directory: String) throws(FileError) -> [String]
    /// nil when there is no such file.
    func read(_ path: String) throws(FileError) -> [UInt8]?
    /// Writes a new file and returns when its bytes are on the disk.
    func writeSynced(_ bytes: [UInt8], to path: String) throws(FileError)
    /// Opens an existing file to write at its end.
    func openForAppending(_ path: String) throws(FileError) -> any AppendableFile
    /// Replaces what may lie at `new`, atomically.
    func rename(_ old: String, to new: String) throws(FileError)
    /// Returns when renamed and removed names in the folder are on the disk.
    func syncDirectory(_ path: String) throws(FileError)
    /// Succeeds when there is no such file.
    func remove(_ path: String) throws(FileError)
}

/// An open file that grows at its end. It is closed when the value goes.
protocol AppendableFile: Sendable {
    func append(_ bytes: [UInt8]) throws(FileError)
    /// Returns when all that was appended is on the disk.
    func sync() throws(FileError)
}

/// A file operation that failed.
package struct FileError: Error, Equatable, CustomStringConvertible {
    let operation: String
    let path: String
    /// What the operating system said, "No space left on device".
    let reason: String

    package var description: String { "Could not \(operation) \(path): \(reason)." }
}

extension FileOperations {
    /// Writes a file that has its name only when all its bytes are on the disk, in place of what may lie there.
    func replaceSynced(_ path: String, in folder: String, with bytes: [UInt8]) throws(FileError) {
        let temporary = path + temporarySuffix
        do throws(FileError) {
            try remove(temporary)
            try writeSynced(bytes, to: temporary)
            try rename(temporary, to: path)
            try syncDirectory(folder)
        } catch {
            // The next writer removes it if this one cannot.
            try? remove(temporary)
            throw error
        }
    }
}

/// The end of the name of a file that is being written.
let temporarySuffix = ".part"

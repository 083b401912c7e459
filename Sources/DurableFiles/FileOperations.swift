/// The few things that whoever keeps something asks of the file system; tests put one in between that fails.
package protocol FileOperations: Sendable {
    func makeDirectory(_ path: String) throws(FileError)
    /// The names in the folder, without "." and "..".
    func list(_ directory: String) throws(FileError) -> [String]
    func exists(_ path: String) -> Bool
    /// In bytes; nil if there is no such file.
    func size(_ path: String) -> Int?
    func read(_ path: String) throws(FileError) -> [UInt8]
    /// Writes a new file and returns when its bytes are on the disk.
    func writeSynced(_ bytes: [UInt8], to path: String) throws(FileError)
    /// Opens an existing file to write at its end.
    func openForAppending(_ path: String) throws(FileError) -> any AppendableFile
    /// Replaces what may lie at `new`, atomically.
    func rename(_ old: String, to new: String) throws(FileError)
    /// Returns when renamed and removed names in the folder are on the disk.
    func syncDirectory(_ path: String) throws(FileError)
    /// What the disk below the folder has room for; nil if nobody knows.
    func freeMegabytes(_ directory: String) -> Int?
    /// Succeeds when there is no such file.
    func remove(_ path: String) throws(FileError)
}

/// An open file that grows at its end. It is closed when the value goes.
package protocol AppendableFile: Sendable {
    func append(_ bytes: [UInt8]) throws(FileError)
    /// Returns when all that was appended is on the disk.
    func sync() throws(FileError)
}

extension FileOperations {
    /// nil when there is no such file.
    package func readIfPresent(_ path: String) throws(FileError) -> [UInt8]? {
        do throws(FileError) {
            return try read(path)
        } catch {
            guard error.isMissing else { throw error }
            return nil
        }
    }

    /// Writes a file that has its name only when all its bytes are on the disk, in place of what may lie there.
    package func replaceSynced(_ path: String, in folder: String, with bytes: [UInt8]) throws(FileError) {
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
package let temporarySuffix = ".part"

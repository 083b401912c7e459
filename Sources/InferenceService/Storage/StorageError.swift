package import DurableFiles

/// Why jobs cannot be kept, in a sentence that says what to do.
package enum StorageError: Error, Sendable, Equatable, CustomStringConvertible {
    case folderInUse(folder: String)
    case file(FileError)
    case foreignJournal(path: String)
    /// The server is stopping.
    case closed

    package var description: String {
        switch self {
        case .folderInUse(let folder):
            "Another Reverie server keeps its jobs in \(folder): stop it, or choose another folder with --data-dir."
        case .file(let error):
            "\(error) The server keeps its jobs there; see that the disk has room and that you may write to it."
        case .foreignJournal(let path):
            "\(path) is not a journal that this version can read. A newer version wrote it, or it is another file: "
                + "move it away to start without its jobs, or choose another folder with --data-dir."
        case .closed:
            "The server is stopping."
        }
    }
}

extension StorageError {
    /// Does work on files.
    static func wrapping<Value>(_ body: () throws(FileError) -> Value) throws(StorageError) -> Value {
        do throws(FileError) { return try body() } catch { throw .file(error) }
    }

    /// Keeps the folder to this process: two would write into one journal.
    static func locking(_ folder: String) throws(StorageError) -> FolderLock {
        do throws(FolderLock.Failure) {
            return try FolderLock(folder: folder)
        } catch {
            switch error {
            case .held(let folder): throw .folderInUse(folder: folder)
            case .file(let error): throw .file(error)
            }
        }
    }
}

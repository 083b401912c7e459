#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Keeps a folder to one process: two would write into one journal. The operating system drops the lock with the process,
/// however it ends.
final class FolderLock: Sendable {
    private let file: Int32

    /// Throws ``StorageError/folderInUse(folder:)`` when another process (or another store in this one) holds the lock.
    init(folder: String) throws(StorageError) {
        let path = folder + "/lock"
        file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            throw .file(FileError(operation: "write", path: path, reason: String(cString: strerror(errno))))
        }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            close(file)
            throw .folderInUse(folder: folder)
        }
    }

    deinit { close(file) }
}

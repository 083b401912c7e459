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

    /// Throws ``StorageError/folderInUse(folder:)`` when another process (or another store in this one) still holds the lock after
    /// two seconds.
    init(folder: String) throws(StorageError) {
        let path = folder + "/lock"
        file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            throw .file(FileError(operation: "write", path: path, reason: String(cString: strerror(errno))))
        }
        // Whoever held it may be about to end: a server that is started anew does not refuse for that.
        for _ in 0..<100 where flock(file, LOCK_EX | LOCK_NB) != 0 { usleep(20_000) }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            close(file)
            throw .folderInUse(folder: folder)
        }
    }

    deinit { close(file) }
}

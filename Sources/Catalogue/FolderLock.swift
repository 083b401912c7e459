#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Keeps a folder to one process: a second one, tidying at its start, would take the first one's half-written files
/// for left-overs. The operating system drops the lock with the process, however it ends.
final class FolderLock: Sendable {
    private let file: Int32

    /// Throws `folderInUse` when another process (or another catalogue in this one) holds the lock.
    init(folder: String) throws(CatalogueError) {
        let path = folder + "/lock"
        file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
        guard file >= 0 else {
            throw CatalogueError(.storage, "Could not write \(path): \(String(cString: strerror(errno))).")
        }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            close(file)
            throw CatalogueError(
                .folderInUse,
                "Another Reverie keeps its pictures in \(folder): stop it, or choose another folder with --data-dir.")
        }
    }

    deinit { close(file) }
}

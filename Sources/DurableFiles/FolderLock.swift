#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Keeps a folder to one process: two would write over each other, and one that tidies at its start would take the other's
/// half-written files for left-overs. The operating system drops the lock with the process, however it ends.
package final class FolderLock: Sendable {
    package enum Failure: Error, Equatable {
        /// Another process, or another owner in this one, keeps the folder.
        case held(folder: String)
        case file(FileError)
    }

    private let file: Int32

    /// Throws ``Failure/held(folder:)`` when somebody else still holds the lock after two seconds.
    package init(folder: String) throws(Failure) {
        let path = folder + "/lock"
        file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .file(.ofSystem("write", path)) }
        // Whoever held it may be about to end: a server that is started anew does not refuse for that.
        for _ in 0..<100 where flock(file, LOCK_EX | LOCK_NB) != 0 { usleep(20_000) }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            close(file)
            throw .held(folder: folder)
        }
    }

    deinit { close(file) }
}

import Synchronization

/// The files that a run has written or will write, which it does not write over, whatever it may do with those of others.
final class ClaimedFiles: Sendable {
    private let paths = Mutex<Set<String>>([])

    /// false if the run has claimed that file before.
    func claim(_ path: String) -> Bool {
        paths.withLock { $0.insert(path).inserted }
    }
}

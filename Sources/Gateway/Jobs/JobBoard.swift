import HTTPTypes
import Synchronization
import WireProtocol

/// The jobs the gateway remembers: those under way, and the last ones that ended, until they are discarded or newer ones
/// push them out. What is pushed out the inference server may still remember.
final class JobBoard: Sendable {
    static let capacity = 64
    /// For the filmstrips of all jobs together; the oldest go first.
    static let filmstripBytes = 24 << 20

    private struct State {
        /// Oldest first.
        var jobs: [GatewayJob] = []
        /// The last that somebody threw away, oldest first.
        var discarded: [JobID] = []
    }

    private let state = Mutex(State())

    /// Throws a `Problem` (503) while as many jobs as are remembered are still under way.
    func makeRoom() throws {
        let unfinished = state.withLock { $0.jobs.count { !$0.isOver } }
        guard unfinished < Self.capacity else {
            throw Problem(.serviceUnavailable, "Very many pictures are being made just now. Try again in a moment.")
        }
    }

    func add(_ job: GatewayJob) {
        state.withLock { state in
            state.jobs.append(job)
            while state.jobs.count > Self.capacity + 1, let oldest = state.jobs.firstIndex(where: \.isOver) {
                state.jobs.remove(at: oldest)
            }
        }
        boundFilmstrips()
    }

    func boundFilmstrips() {
        state.withLock { state in
            var bytes = 0
            for job in state.jobs.reversed() {
                bytes += job.filmstripBytes
                if bytes > Self.filmstripBytes, job.isOver { job.dropFilmstrip() }
            }
        }
    }

    func job(_ id: JobID) -> GatewayJob? {
        state.withLock { state in state.jobs.last { $0.id == id } }
    }

    func discard(_ job: GatewayJob) {
        state.withLock { state in
            state.jobs.removeAll { $0 === job }
            state.discarded = state.discarded.suffix(Self.capacity * 4 - 1) + [job.id]
        }
    }

    /// Jobs under way, and those who watch jobs.
    var counts: (underWay: Int, viewers: Int) {
        state.withLock { state in
            (state.jobs.count { !$0.isOver }, state.jobs.reduce(0) { $0 + $1.viewerCount })
        }
    }

    func isDiscarded(_ id: JobID) -> Bool {
        state.withLock { $0.discarded.contains(id) }
    }
}

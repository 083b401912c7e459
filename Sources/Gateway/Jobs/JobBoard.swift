import HTTPTypes
import Synchronization
import WireProtocol

/// The jobs the gateway remembers: those under way, and the last ones that ended, until they are discarded or newer ones
/// push them out.
final class JobBoard: Sendable {
    static let capacity = 64

    /// Oldest first.
    private let jobs = Mutex<[GatewayJob]>([])

    /// Throws a `Problem` (503) while as many jobs as are remembered are still under way.
    func makeRoom() throws {
        let unfinished = jobs.withLock { $0.count { !$0.isOver } }
        guard unfinished < Self.capacity else {
            throw Problem(.serviceUnavailable, "Very many pictures are being made just now. Try again in a moment.")
        }
    }

    func add(_ job: GatewayJob) {
        jobs.withLock { jobs in
            jobs.append(job)
            while jobs.count > Self.capacity + 1, let oldest = jobs.firstIndex(where: \.isOver) {
                jobs.remove(at: oldest)
            }
        }
    }

    /// Throws a `Problem` (404) for a text that is no job's id, and for jobs that are not remembered.
    func job(_ text: String) throws -> GatewayJob {
        guard let id = JobID(hex: text), let job = jobs.withLock({ jobs in jobs.first { $0.id == id } }) else {
            throw Problem(
                .notFound, "This picture is not here any more: it was discarded, or many others were made since.")
        }
        return job
    }

    func remove(_ job: GatewayJob) {
        jobs.withLock { jobs in jobs.removeAll { $0 === job } }
    }
}

import Synchronization
import WireProtocol

/// What the web UI's interface keeps between requests, one for everybody as there: the options in force, and the pictures that
/// are being made.
final class WebUIState: Sendable {
    struct Options: Sendable, Equatable {
        /// The name of the model; nil for the first that the server has.
        var model: String?
        var writesRecipes = true
    }

    private struct State {
        var options = Options()
        var jobs: [GatewayJob] = []
        /// The newest preview of each job, which is there also when the job has ended.
        var previews: [JobID: Preview] = [:]
        var wasInterrupted = false
    }

    private let state = Mutex(State())

    var options: Options {
        get { state.withLock { $0.options } }
        set { state.withLock { $0.options = newValue } }
    }

    /// The jobs under way, the first to be asked for first.
    var jobs: [GatewayJob] { state.withLock { $0.jobs } }
    var wasInterrupted: Bool { state.withLock { $0.wasInterrupted } }

    func begin(_ jobs: [GatewayJob]) {
        state.withLock { state in
            if state.jobs.isEmpty { state.wasInterrupted = false }
            state.jobs += jobs
        }
    }

    func end(_ jobs: [GatewayJob]) {
        state.withLock { state in
            state.jobs.removeAll { job in jobs.contains { $0 === job } }
            for job in jobs { state.previews[job.id] = nil }
        }
    }

    func interrupt() -> [GatewayJob] {
        state.withLock { state in
            state.wasInterrupted = !state.jobs.isEmpty
            return state.jobs
        }
    }

    func show(_ preview: Preview, of job: GatewayJob) {
        state.withLock { $0.previews[job.id] = preview }
    }

    func preview(of job: GatewayJob) -> Preview? { state.withLock { $0.previews[job.id] } }
}

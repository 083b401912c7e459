import Synchronization

/// How the service is, for those who watch the process.
package final class ServiceHealth: Sendable {
    enum Phase: Sendable {
        case starting, ready, stopping
    }

    private struct State {
        var phase = Phase.starting
        /// Returns as soon as the service's locks can be had.
        var probe: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    package init() {}

    /// Whether it takes jobs.
    package var isReady: Bool { state.withLock { $0.phase == .ready } }

    /// Returns while the service lives. Where its locks are stuck this gives no answer, which tells the same.
    package func probe() { state.withLock { $0.probe }?() }

    func isReady(probe: @escaping @Sendable () -> Void) {
        state.withLock { $0 = State(phase: .ready, probe: probe) }
    }

    func isStopping() { state.withLock { $0.phase = .stopping } }
}

import Glibc
package import Logging
package import ServiceLifecycle
import UnixSignals

/// Runs services until SIGTERM or SIGINT asks them to stop, which they may take their time for. A second signal ends the
/// process at once: what is promised is on the disk at any moment.
///
/// - Parameter services: in the order of their start; they stop in the opposite order.
package func runUntilStopped(_ services: [any Service], logger: Logger) async throws {
    let group = ServiceGroup(configuration: .init(services: services, logger: logger))
    try await withThrowingTaskGroup { tasks in
        tasks.addTask {
            var isStopping = false
            for await signal in await UnixSignalsSequence(trapping: .sigterm, .sigint) {
                if isStopping { _exit(128 + signal.rawValue) }
                isStopping = true
                await group.triggerGracefulShutdown()
            }
        }
        try await group.run()
        tasks.cancelAll()
    }
}

import DiffusionEngine
import Synchronization
import WireTransport

/// The way of a turn's events from the engine's thread to those who watch. Their connections are woken once, at the turn's
/// end, and that is part of what each preview of the turn has cost.
final class HandOver: Sendable {
    private struct Turn {
        var wakeUps = WakeUps()
        /// Of the previews, so far.
        var costs: [Duration] = []
    }
    private let turn = Mutex(Turn())
    private let metrics: ServiceMetrics

    init(metrics: ServiceMetrics) {
        self.metrics = metrics
    }

    /// Gives the event to the job's viewers, whose connections sleep on.
    func deliver(_ event: JobEvent, of job: Job) {
        turn.withLock { job.deliver(event, waking: &$0.wakeUps) }
    }

    /// - Parameter cost: of making a preview and delivering it, in this thread's time.
    func delivered(previewOfCost cost: Duration) {
        turn.withLock { $0.costs.append(cost) }
    }

    /// Wakes the connections that have something new to send.
    func turnEnded() {
        turn.withLock { turn in
            let start = ThreadTime.now
            turn.wakeUps.wakeAll()
            guard !turn.costs.isEmpty else { return }
            let share = (ThreadTime.now - start) / turn.costs.count
            for cost in turn.costs { metrics.previewMade(cost: cost + share) }
            turn.costs.removeAll(keepingCapacity: true)
        }
    }
}

import Synchronization
import WireProtocol
import WireTransport

/// Tells waiting jobs their places. However often the queue changes, it is looked at no more than twice a second, and a job
/// is told only what is new to it.
final class QueueAnnouncer: Sendable {
    typealias Lines = [[(job: Job, start: Duration?)]]

    static let interval = Duration.milliseconds(500)

    private struct State {
        /// The queue was looked at less than an interval ago.
        var isResting = false
        /// It has changed since.
        var hasNews = false
        var told: [JobID: Queued] = [:]
    }
    private let clock: any Clock<Duration>
    private let state = Mutex(State())

    init(clock: any Clock<Duration>) {
        self.clock = clock
    }

    /// The queue has changed. `lines` is asked for what waits, soon, and not on the caller's thread.
    func changed(lines: @escaping @Sendable () -> Lines) {
        let mayLook = state.withLock { state in
            defer { state.isResting = true }
            state.hasNews = true
            return !state.isResting
        }
        guard mayLook else { return }
        Task {
            while state.withLock({ state in
                defer { state.hasNews = false }
                state.isResting = state.hasNews
                return state.hasNews
            }) {
                announce(lines())
                try? await clock.sleep(for: Self.interval)
            }
        }
    }

    private func announce(_ lines: Lines) {
        let news = state.withLock { state in
            var told: [JobID: Queued] = [:]
            var news: [(Job, Queued)] = []
            for line in lines {
                for (position, (job, start)) in line.enumerated() {
                    let now = Queued(
                        position: UInt32(clamping: position),
                        estimatedMilliseconds: start?.wireMilliseconds ?? ProtocolConstants.unknownMilliseconds)
                    let before = state.told[job.id]
                    let isNews = before.map { $0.isOutdated(by: now) } ?? true
                    told[job.id] = isNews ? now : before
                    if isNews { news.append((job, now)) }
                }
            }
            state.told = told
            return news
        }
        var wakeUps = WakeUps()
        for (job, queued) in news { job.deliver(.queued(queued), waking: &wakeUps) }
        wakeUps.wakeAll()
    }
}

extension Queued {
    /// Whether the place is another, or the estimate is off by more than a tenth and half a second.
    fileprivate func isOutdated(by now: Queued) -> Bool {
        guard position == now.position else { return true }
        guard let old = estimated, let new = now.estimated else { return estimated != now.estimated }
        let difference = old < new ? new - old : old - new
        return difference > .milliseconds(500) && difference * 10 > new
    }
}

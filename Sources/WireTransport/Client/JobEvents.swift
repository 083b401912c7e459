import Synchronization
import WireProtocol

/// A job's events as they come, ending after the terminal one, or when the job is watched no longer.
///
/// A reader that is slow keeps only the newest preview, whose `replaced` then counts the ones it lost here as well as
/// those it lost on the way; one that wants every preview keeps those that came, in the order of all events. There is one
/// reader. Iteration also ends, early, when the reading task is cancelled.
package final class JobEvents: AsyncSequence, Sendable {
    private let mailbox = EventMailbox<JobEvent, Preview>()
    private let failure = Mutex<ConnectionError?>(nil)
    private let keepsPreviews: Bool

    init(keepsPreviews: Bool = false) {
        self.keepsPreviews = keepsPreviews
    }

    /// - Returns: false if events pile up beyond every measure.
    func put(_ event: JobEvent) -> Bool {
        if case .preview(let preview) = event {
            // Of very many that wait, the last ones are replaced after all.
            if keepsPreviews, mailbox.put(event) { return true }
            mailbox.putPreview(preview, replaced: preview.replaced)
            return true
        }
        let taken = mailbox.put(event, replacing: { event.isQueued && $0.isQueued })
        if event.isTerminal { mailbox.finish() }
        return taken
    }

    /// What came before is still read; then `error` is thrown. Without effect after the terminal event.
    func fail(_ error: ConnectionError) {
        failure.withLock { $0 = $0 ?? error }
        mailbox.finish()
    }

    /// What came before is still read; then there is nothing more.
    func end() {
        mailbox.finish()
    }

    package func makeAsyncIterator() -> AsyncIterator { AsyncIterator(events: self) }

    package struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let events: JobEvents
        private var hasEnded = false

        fileprivate init(events: JobEvents) {
            self.events = events
        }

        /// - Throws: when the connection was lost before the terminal event.
        package mutating func next() async throws(ConnectionError) -> JobEvent? {
            try await next(isolation: nil)
        }

        package mutating func next(
            isolation actor: isolated (any Actor)?
        ) async throws(ConnectionError) -> JobEvent? {
            guard !hasEnded else { return nil }
            switch await events.mailbox.next() {
            case .event(let event):
                hasEnded = event.isTerminal
                return event
            case .preview(var preview, let replaced):
                preview.replaced = replaced
                return .preview(preview)
            case nil:
                hasEnded = true
                if !Task.isCancelled, let error = events.failure.withLock({ $0 }) { throw error }
                return nil
            }
        }
    }
}

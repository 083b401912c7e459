import Synchronization

/// Somebody who watches a job: where a service sends the job's events.
///
/// What is sent before the job's ACCEPTED is held back until then, and what is sent after the terminal event or after the
/// connection ended goes nowhere. Of previews that the connection is too slow for, only the newest is kept, and of
/// `queued` events too.
package final class Viewer: Sendable, Identifiable {
    private static let lastID = Atomic<UInt64>(0)

    /// Unique in this process.
    package let id = Viewer.lastID.wrappingAdd(1, ordering: .relaxed).newValue
    private let deliver: @Sendable (JobEvent) -> Void

    /// - Parameter deliver: called for each event, on the thread that sends it; must not block.
    package init(deliver: @escaping @Sendable (JobEvent) -> Void) {
        self.deliver = deliver
    }

    /// Never blocks; may be called on any thread.
    package func send(_ event: JobEvent) {
        deliver(event)
    }
}

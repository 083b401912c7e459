import Synchronization
package import WireProtocol

/// Somebody who watches a job: where a service sends the job's events.
///
/// What is sent before the job's ACCEPTED or ATTACHED is held back until then, and what is sent after the terminal event or
/// after the viewer has left goes nowhere. Previews that it did not ask for are dropped here; of those that show more
/// than it asked for it is sent its part. Of those that its connection is too slow for, only the newest is kept, and of
/// `queued` events too.
package final class Viewer: Sendable, Identifiable {
    private static let lastID = Atomic<UInt64>(0)

    /// Unique in this process.
    package let id = Viewer.lastID.wrappingAdd(1, ordering: .relaxed).newValue
    /// What it wants to see.
    package let viewing: Viewing
    private let deliver: @Sendable (JobEvent, PixelForms) -> ServerConnection?

    /// - Parameter deliver: called for each event, on the thread that sends it; must not block.
    package convenience init(viewing: Viewing = Viewing(), deliver: @escaping @Sendable (JobEvent) -> Void) {
        self.init(viewing: viewing) { (event, _) -> ServerConnection? in
            deliver(event)
            return nil
        }
    }

    /// - Parameter deliver: as above; returns the connection that is to be woken for the event.
    init(viewing: Viewing, deliver: @escaping @Sendable (JobEvent, PixelForms) -> ServerConnection?) {
        self.viewing = viewing
        self.deliver = deliver
    }

    /// Never blocks; may be called on any thread. Pixels are sent raw: they are packed when their turn comes.
    package func send(_ event: JobEvent) {
        var wakeUps = WakeUps()
        CollectionOfOne(self).send(event, waking: &wakeUps)
        wakeUps.wakeAll()
    }

    fileprivate func send(_ event: JobEvent, _ forms: PixelForms, _ wakeUps: inout WakeUps) {
        if case .preview(let preview) = event, !viewing.includes(preview) { return }
        if let connection = deliver(event, forms) { wakeUps.add(connection) }
    }
}

extension Collection<Viewer> {
    /// As ``Viewer/send(_:)`` to all of them. Pixels are packed once for each form that some of them asked for, and their
    /// connections learn of the event when `wakeUps` are woken.
    package func send(_ event: JobEvent, waking wakeUps: inout WakeUps) {
        guard !isEmpty else { return }
        let forms = PixelForms()
        for viewer in self { viewer.send(event, forms, &wakeUps) }
    }
}

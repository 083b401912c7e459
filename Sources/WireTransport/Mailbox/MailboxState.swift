import NIOCore

/// What waits for one reader: events in the order they were put, and at most one preview, the newest.
///
/// A preview keeps its place among the events: it is delivered after those that were put before it and before those put
/// after it. A newer preview takes the older one's slot but its own place.
struct MailboxState<Reliable: Sendable, Preview: Sendable>: Sendable {
    private struct Slot {
        var preview: Preview
        var replaced: UInt32
        /// Events that are to be delivered first.
        var eventsAhead: Int
    }

    private var events = CircularBuffer<Reliable>()
    private var slot: Slot?

    /// Events that wait; the preview is not counted.
    var eventCount: Int { events.count }

    /// The event that is delivered next, unless a preview is.
    var nextEvent: Reliable? { events.first }

    var isEmpty: Bool { events.isEmpty && slot == nil }

    mutating func put(_ event: Reliable) {
        events.append(event)
    }

    /// Puts `event` in the place of the newest one that waits, if that one is `superseded`; else after it.
    mutating func put(_ event: Reliable, replacing superseded: (Reliable) -> Bool) {
        if let last = events.last, superseded(last) { events.removeLast() }
        events.append(event)
    }

    /// - Parameter replaced: previews that were lost before this one came here, since the last that came here.
    mutating func putPreview(_ preview: Preview, replaced: UInt32) {
        var lost = replaced
        if let slot { lost = lost.addingClamped(slot.replaced).addingClamped(1) }
        slot = Slot(preview: preview, replaced: lost, eventsAhead: events.count)
    }

    mutating func pop() -> EventMailbox<Reliable, Preview>.Delivery? {
        if let slot, slot.eventsAhead == 0 {
            self.slot = nil
            return .preview(slot.preview, replaced: slot.replaced)
        }
        guard let event = events.popFirst() else { return nil }
        slot?.eventsAhead -= 1
        return .event(event)
    }
}

extension UInt32 {
    /// The sum, or the largest value there is.
    fileprivate func addingClamped(_ other: UInt32) -> UInt32 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}

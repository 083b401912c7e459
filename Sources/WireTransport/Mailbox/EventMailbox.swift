import Synchronization

/// Carries events from producers that must not wait to one reader that may be slow.
///
/// Events are reliable: each is delivered once, in the order it was put. Of the previews only the newest is kept, and its
/// delivery says how many were lost since the last one. A preview is delivered before the events that were put after it.
///
/// Memory is bounded by one preview and `limit` events. Who puts events for a job (a handful, and a picture each) never
/// comes near it; `put` tells a producer that does.
package final class EventMailbox<Reliable: Sendable, Preview: Sendable>: Sendable {
    package enum Delivery: Sendable {
        case event(Reliable)
        /// - Parameter replaced: previews lost since the last one that was delivered.
        case preview(Preview, replaced: UInt32)
    }

    private struct State {
        var waiting = MailboxState<Reliable, Preview>()
        var isFinished = false
        var reader: CheckedContinuation<Delivery?, Never>?
    }

    private let limit: Int
    private let state = Mutex(State())

    /// - Parameter limit: the most events that wait at a time.
    package init(limit: Int = 4096) {
        self.limit = limit
    }

    /// Never waits.
    ///
    /// - Returns: false if the event was not taken, because the mailbox is finished or full.
    @discardableResult
    package func put(_ event: Reliable) -> Bool {
        deliver { state in
            guard !state.isFinished, state.waiting.eventCount < limit else { return false }
            state.waiting.put(event)
            return true
        }
    }

    /// Puts `event` in the place of the newest one that waits if that is `superseded`, and else as `put` does.
    @discardableResult
    package func put(_ event: Reliable, replacing superseded: (Reliable) -> Bool) -> Bool {
        deliver { state in
            guard !state.isFinished, state.waiting.eventCount < limit else { return false }
            state.waiting.put(event, replacing: superseded)
            return true
        }
    }

    /// Never waits. The preview takes the place of one that waits.
    ///
    /// - Parameter replaced: previews that were lost before this one came here, since the last that came here.
    package func putPreview(_ preview: Preview, replaced: UInt32 = 0) {
        deliver { state in
            guard !state.isFinished else { return false }
            state.waiting.putPreview(preview, replaced: replaced)
            return true
        }
    }

    /// Lets nothing more in. What waits is still delivered, then nil.
    package func finish() {
        deliver { state in
            state.isFinished = true
            return true
        }
    }

    /// The next delivery; nil when the mailbox is finished and empty, when the task is cancelled, or when another task
    /// asks: there is one reader.
    package func next() async -> Delivery? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { (reader: CheckedContinuation<Delivery?, Never>) in
                let previous = state.withLock { state in
                    defer { state.reader = reader }
                    return state.reader
                }
                previous?.resume(returning: nil)
                if Task.isCancelled { stopReading() } else { deliver { _ in true } }
            }
        } onCancel: {
            stopReading()
        }
    }

    private func stopReading() {
        let reader = state.withLock { state in state.reader.take() }
        reader?.resume(returning: nil)
    }

    /// Changes what waits, and hands the reader what there is for it.
    @discardableResult
    private func deliver(_ change: (inout State) -> Bool) -> Bool {
        let (result, reader, delivery) = state.withLock { state in
            let result = change(&state)
            guard state.reader != nil, state.isFinished || !state.waiting.isEmpty else {
                return (result, CheckedContinuation<Delivery?, Never>?.none, Delivery?.none)
            }
            return (result, state.reader.take(), state.waiting.pop())
        }
        reader?.resume(returning: delivery)
        return result
    }
}

extension EventMailbox: AsyncSequence {
    package struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let mailbox: EventMailbox

        package func next() async -> Delivery? { await mailbox.next() }

        package func next(isolation actor: isolated (any Actor)?) async -> Delivery? { await mailbox.next() }
    }

    package func makeAsyncIterator() -> AsyncIterator { AsyncIterator(mailbox: self) }
}

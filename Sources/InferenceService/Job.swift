import Synchronization
import WireProtocol
import WireTransport

/// An accepted job: who watches it, and what somebody who comes later must be told.
final class Job: Sendable {
    let id: JobID
    /// The number that the engine knows the job by.
    let engineID: UInt64

    private struct State {
        var viewers: [Viewer] = []
        /// The events that a late viewer needs: the latest queue position or the start, and the pictures.
        var story: [JobEvent] = []
    }
    private let state = Mutex(State())

    init(id: JobID, engineID: UInt64) {
        self.id = id
        self.engineID = engineID
    }

    /// Tells the story so far, then everything that follows.
    func attach(_ viewer: Viewer) {
        state.withLock { state in
            state.story.forEach(viewer.send)
            state.viewers.append(viewer)
        }
    }

    /// Returns whether nobody is left.
    func detach(_ viewer: Viewer) -> Bool {
        state.withLock { state in
            state.viewers.removeAll { $0.id == viewer.id }
            return state.viewers.isEmpty
        }
    }

    func deliver(_ event: JobEvent) {
        state.withLock { state in
            switch event {
            case .queued, .started: state.story = [event]
            case .preview: break
            case .image, .finished, .cancelled, .failed: state.story.append(event)
            }
            for viewer in state.viewers { viewer.send(event) }
        }
    }
}

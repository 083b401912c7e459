import Synchronization
import WireProtocol
import WireTransport

/// An accepted job: who watches it, and what somebody who comes later must be told.
final class Job: Sendable {
    let id: JobID
    /// The number that the engine knows the job by.
    let engineID: UInt64
    let recipe: JobRecipe

    private struct State {
        var viewers: [Viewer] = []
        /// The events that a late viewer needs: the latest queue position or the start, and the pictures.
        var story: [JobEvent] = []
        var state = JobState.queued
        /// Steps done, as far as previews have told.
        var step: UInt32 = 0
    }
    private let state = Mutex(State())

    init(id: JobID, engineID: UInt64, recipe: JobRecipe) {
        self.id = id
        self.engineID = engineID
        self.recipe = recipe
    }

    var progress: (state: JobState, step: UInt32) { state.withLock { ($0.state, $0.step) } }

    /// Tells the story so far, then everything that follows.
    ///
    /// - Returns: where the job is.
    @discardableResult
    func attach(_ viewer: Viewer) -> (state: JobState, step: UInt32) {
        state.withLock { state in
            state.story.forEach(viewer.send)
            state.viewers.append(viewer)
            return (state.state, state.step)
        }
    }

    func detach(_ viewer: Viewer) {
        state.withLock { state in state.viewers.removeAll { $0.id == viewer.id } }
    }

    func deliver(_ event: JobEvent) {
        state.withLock { state in
            switch event {
            case .queued: state.story = [event]
            case .started:
                state.story = [event]
                state.state = .running
            case .preview(let preview): state.step = preview.step
            case .image: state.story.append(event)
            case .finished:
                state.story.append(event)
                (state.state, state.step) = (.finished, recipe.steps)
            case .cancelled(let cancelled):
                state.story.append(event)
                (state.state, state.step) = (.cancelled, cancelled.step)
            case .failed:
                state.story.append(event)
                state.state = .failed
            }
            for viewer in state.viewers { viewer.send(event) }
        }
    }
}

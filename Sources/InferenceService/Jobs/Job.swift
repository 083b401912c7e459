import DiffusionEngine
import Logging
import Synchronization
import WireProtocol
import WireTransport

/// A promised job: who watches it, and what somebody who comes later must be told.
final class Job: Sendable {
    let accepted: AcceptedJob
    /// The number that the engine knows the job by.
    let engineID: UInt64

    var id: JobID { accepted.id }
    var recipe: JobRecipe { accepted.request.recipe }
    /// Pictures that are made.
    var count: UInt8 { UInt8(clamping: recipe.pictures.count) }

    /// What the log names the job by.
    var metadata: Logger.Metadata {
        let trace = accepted.request.trace
        return trace.isEmpty ? ["job": "\(id)"] : ["job": "\(id)", "trace": "\(trace)"]
    }

    func metadata(reason: any Error) -> Logger.Metadata { metadata.merging(["reason": "\(reason)"]) { $1 } }

    /// Memory for the previews of one job that late viewers get.
    static let filmstripBytes = 4 << 20

    private struct State {
        var viewers: [Viewer] = []
        var state = JobState.queued
        /// Steps done, as far as previews have told.
        var step: UInt32 = 0
        /// The latest queue position, or the start.
        var situation: JobEvent?
        var images: [JobEvent] = []
        var end: JobEvent?
        var filmstrip = FilmstripFrames(maximumBytes: Job.filmstripBytes)
        var isToBeCancelled = false
        /// Whether the promise is on the disk; nil while it is on its way.
        var promise: Result<Void, WireError>?
        var waitingForPromise: [CheckedContinuation<Result<Void, WireError>, Never>] = []
    }
    private let state = Mutex(State())

    init(_ accepted: AcceptedJob, engineID: UInt64) {
        self.accepted = accepted
        self.engineID = engineID
    }

    /// The promise is on the disk, or cannot be given.
    func settle(_ promise: Result<Void, WireError>) {
        let waiting = state.withLock { state in
            state.promise = promise
            defer { state.waitingForPromise = [] }
            return state.waitingForPromise
        }
        for continuation in waiting { continuation.resume(returning: promise) }
    }

    /// Returns when the promise is on the disk.
    func promised() async throws(WireError) {
        let result = await withCheckedContinuation { continuation in
            let settled = state.withLock { state in
                if state.promise == nil { state.waitingForPromise.append(continuation) }
                return state.promise
            }
            if let settled { continuation.resume(returning: settled) }
        }
        try result.get()
    }

    /// Where a job is when somebody comes to watch it.
    struct Progress {
        var state: JobState
        var step: UInt32
        /// The step of the last preview that was made before.
        var lastPreview: UInt32
    }

    var currentState: JobState { state.withLock { $0.state } }

    /// Tells the story so far, then everything that follows.
    ///
    /// - Returns: nil for a finished job whose pictures are on the disk: they come from there.
    @discardableResult
    func attach(_ viewer: Viewer) -> Progress? {
        state.withLock { state in
            if case .finished = state.end, state.images.isEmpty { return nil }
            if let situation = state.situation { viewer.send(situation) }
            state.images.forEach(viewer.send)
            if let end = state.end { viewer.send(end) } else { state.viewers.append(viewer) }
            return Progress(state: state.state, step: state.step, lastPreview: state.filmstrip.frames.last?.step ?? 0)
        }
    }

    /// Tells the story of a finished job whose pictures were fetched.
    func tell(_ viewer: Viewer, images: [ImageEvent]) -> Progress {
        state.withLock { state in
            viewer.send(.started(Started(steps: recipe.countedSteps, count: count)))
            for image in images { viewer.send(.image(image)) }
            if let end = state.end { viewer.send(end) } else { state.viewers.append(viewer) }
            return Progress(state: state.state, step: state.step, lastPreview: state.filmstrip.frames.last?.step ?? 0)
        }
    }

    func detach(_ viewer: Viewer) {
        state.withLock { state in state.viewers.removeAll { $0.id == viewer.id } }
    }

    /// The previews up to `last` that are kept.
    func filmstrip(upTo last: UInt32) -> Filmstrip {
        Filmstrip { [self] step in state.withLock { $0.filmstrip.frame(after: step, upTo: last) } }
    }

    /// Tells the viewers what happened before the end.
    func deliver(_ event: JobEvent, waking wakeUps: inout WakeUps) {
        state.withLock { state in
            switch event {
            case .queued:
                // It may have started while its place was worked out.
                guard state.state == .queued else { return }
                state.situation = event
            case .started:
                state.situation = event
                state.state = .running
            case .preview(let preview):
                state.step = preview.step
                state.filmstrip.append(preview)
            case .image: state.images.append(event)
            case .finished, .cancelled, .failed: return
            }
            state.viewers.send(event, waking: &wakeUps)
        }
    }

    /// Tells the viewers the end, and lets them go.
    ///
    /// - Parameter isStored: whether the pictures need not be kept in memory.
    func end(_ outcome: EndedJob.Outcome, isStored: Bool) {
        var wakeUps = WakeUps()
        state.withLock { state in
            switch outcome {
            case .finished: (state.state, state.step) = (.finished, recipe.lastStep)
            case .cancelled(let cancelled): (state.state, state.step) = (.cancelled, cancelled.step)
            case .failed: state.state = .failed
            }
            let event = outcome.event
            state.end = event
            state.viewers.send(event, waking: &wakeUps)
            state.viewers = []
            if isStored || state.state != .finished { state.images = [] }
        }
        wakeUps.wakeAll()
    }

    /// Of the previews that are kept.
    var filmstripBytes: Int { state.withLock { $0.filmstrip.bytes } }

    /// Nobody will get the previews any more.
    func dropFilmstrip() {
        state.withLock { $0.filmstrip = FilmstripFrames(maximumBytes: Job.filmstripBytes) }
    }

    /// The job's pictures are lost: it begins again. False if it has not ended.
    func reopen() -> Bool {
        state.withLock { state in
            guard state.end != nil else { return false }
            state = State(promise: state.promise)
            return true
        }
    }

    /// Somebody wants the job to end: when it stops, that is its end.
    func wantCancellation() { state.withLock { $0.isToBeCancelled = true } }

    var isToBeCancelled: Bool { state.withLock { $0.isToBeCancelled } }

    /// The raw pictures that are in memory.
    var images: [ImageEvent] {
        state.withLock { state in
            state.images.compactMap { if case .image(let image) = $0 { image } else { nil } }
        }
    }
}

extension EndedJob.Outcome {
    var event: JobEvent {
        switch self {
        case .finished(let finished): .finished(finished)
        case .cancelled(let cancelled): .cancelled(cancelled)
        case .failed(let failed): .failed(failed)
        }
    }
}

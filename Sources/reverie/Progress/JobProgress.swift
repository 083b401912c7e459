import WireProtocol
import WireTransport

/// How far one job is.
struct JobProgress: Equatable, Sendable {
    enum Phase: Equatable, Sendable {
        case submitted
        case queued(ahead: Int, estimated: Duration?)
        case running(remaining: Duration?)
        case cancelling
        case finished(Duration)
        case cancelled
        case failed
    }

    private(set) var phase = Phase.submitted
    private(set) var step = 0
    private(set) var steps: Int

    init(steps: Int) {
        self.steps = steps
    }

    mutating func apply(_ event: JobEvent) {
        switch event {
        case .queued(let queued):
            guard phase != .cancelling else { return }
            phase = .queued(ahead: Int(queued.position), estimated: queued.estimated)
        case .started(let started):
            steps = Int(started.steps)
            if phase != .cancelling { phase = .running(remaining: nil) }
        case .preview(let preview):
            (step, steps) = (Int(preview.step), Int(preview.steps))
            if phase != .cancelling { phase = .running(remaining: preview.remaining) }
        case .image:
            break
        case .finished(let finished):
            step = steps
            phase = .finished(.milliseconds(Int64(finished.milliseconds)))
        case .cancelled(let cancelled):
            step = Int(cancelled.step)
            phase = .cancelled
        case .failed:
            phase = .failed
        }
    }

    mutating func cancel() {
        if !isOver { phase = .cancelling }
    }

    var isOver: Bool {
        switch phase {
        case .finished, .cancelled, .failed: true
        case .submitted, .queued, .running, .cancelling: false
        }
    }

    var isFinished: Bool {
        if case .finished = phase { true } else { false }
    }

    /// Of the work, 0 to 1.
    var share: Double {
        steps > 0 ? Double(step) / Double(steps) : 0
    }
}

package import WireProtocol

/// What a job tells those who watch it.
package enum JobEvent: Sendable, Equatable {
    case queued(Queued)
    case started(Started)
    case preview(Preview)
    case image(ImageEvent)
    case finished(Finished)
    case cancelled(Cancelled)
    case failed(Failed)

    /// Whether it is the job's last event.
    package var isTerminal: Bool {
        switch self {
        case .finished, .cancelled, .failed: true
        case .queued, .started, .preview, .image: false
        }
    }
}

extension JobEvent {
    /// nil for a message that is no event of a job.
    init?(_ message: ServerMessage) {
        switch message {
        case .queued(let event): self = .queued(event)
        case .started(let event): self = .started(event)
        case .preview(let event): self = .preview(event)
        case .image(let event): self = .image(event)
        case .finished(let event): self = .finished(event)
        case .cancelled(let event): self = .cancelled(event)
        case .failed(let event): self = .failed(event)
        default: return nil
        }
    }

    var message: ServerMessage {
        switch self {
        case .queued(let event): .queued(event)
        case .started(let event): .started(event)
        case .preview(let event): .preview(event)
        case .image(let event): .image(event)
        case .finished(let event): .finished(event)
        case .cancelled(let event): .cancelled(event)
        case .failed(let event): .failed(event)
        }
    }

    /// Whether it comes before the job's first preview.
    var isBeforePreviews: Bool {
        switch self {
        case .queued, .started: true
        case .preview, .image, .finished, .cancelled, .failed: false
        }
    }

    var isQueued: Bool {
        if case .queued = self { true } else { false }
    }
}

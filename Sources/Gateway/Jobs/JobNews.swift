/// What the viewers of a job are told; each case is an event of the stream, its value the event's JSON.
enum JobNews: Sendable {
    case queued(Queued)
    case started(Started)
    case image(Image)
    case finished(Finished)
    case cancelled(Cancelled)
    case failed(Failed)
    /// The inference server is away; the job goes on when it is back.
    case away(Away)

    struct Queued: Sendable, Encodable {
        /// Jobs that come first.
        let position: UInt32
        /// nil when nobody can tell.
        let estimatedMilliseconds: Nullable<UInt32>
    }

    struct Started: Sendable, Encodable {
        let steps: UInt32
        let count: UInt8
        let recipe: JobSettings
    }

    struct Image: Sendable, Encodable {
        let index: Int
        let width: Int
        let height: Int
        let url: String
    }

    struct Finished: Sendable, Encodable {
        let milliseconds: UInt32
        let evaluations: UInt32
    }

    struct Cancelled: Sendable, Encodable {
        let step: UInt32
        let milliseconds: UInt32
    }

    struct Failed: Sendable, Encodable {
        let detail: String
        /// Whether the same settings may do later.
        let retryable: Bool
    }

    struct Away: Sendable, Encodable {
        let detail: String
    }

    struct Preview: Sendable, Encodable {
        let step: UInt32
        let steps: UInt32
        let timestep: UInt32
        /// Previews that this viewer lost since the last one.
        let replaced: UInt32
        let remainingMilliseconds: Nullable<UInt32>
        /// PNGs as `data:` URLs: what was asked for, the clean pictures unless somebody did.
        let images: [String]
        /// The noisy states, where both were asked for.
        let states: [String]?
    }

    /// What the news makes of the job; nil if it stays what it is.
    var stage: GatewayJob.Stage? {
        switch self {
        case .queued: .queued
        case .started: .running
        case .finished: .finished
        case .cancelled: .cancelled
        case .failed: .failed
        case .image, .away: nil
        }
    }

    /// Whether it holds only until there is other news.
    var isPassing: Bool {
        switch self {
        case .queued, .away: true
        case .started, .image, .finished, .cancelled, .failed: false
        }
    }

    func event(id: String) -> ServerSentEvent {
        switch self {
        case .queued(let news): ServerSentEvent(id: id, name: "queued", news)
        case .started(let news): ServerSentEvent(id: id, name: "started", news)
        case .image(let news): ServerSentEvent(id: id, name: "image", news)
        case .finished(let news): ServerSentEvent(id: id, name: "finished", news)
        case .cancelled(let news): ServerSentEvent(id: id, name: "cancelled", news)
        case .failed(let news): ServerSentEvent(id: id, name: "failed", news)
        case .away(let news): ServerSentEvent(id: id, name: "away", news)
        }
    }
}

/// Encodes nil as JSON's null instead of leaving the field out.
struct Nullable<Value: Encodable & Sendable>: Sendable, Encodable {
    let value: Value?

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }
}

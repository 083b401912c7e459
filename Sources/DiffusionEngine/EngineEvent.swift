/// What becomes of a job, in order: `started`, previews, one `image` for each picture, and exactly one of `finished`, `cancelled` and `failed` as the last.
package enum EngineEvent: Sendable, Equatable {
    /// `count` pictures are made.
    case started(steps: Int, count: Int)
    case preview(PreviewFrame)
    /// [height, width, channels], and which of the request's pictures it is.
    case image(index: Int, pixels: [UInt8])
    /// `total` since submission; `evaluations` of the network over all pictures.
    case finished(total: Duration, evaluations: Int)
    /// After `step` steps, `after` the wish to stop.
    case cancelled(step: Int, after: Duration)
    case failed(message: String)

    package var isTerminal: Bool {
        switch self {
        case .finished, .cancelled, .failed: true
        case .started, .preview, .image: false
        }
    }
}

/// A job's pictures on their way.
package struct PreviewFrame: Sendable, Equatable {
    /// Steps made, from 1.
    package let step: Int
    package let steps: Int
    /// The timestep that the network was asked at.
    package let timestep: Int
    /// The pictures that are made, [2, count, height, width, channels]: the clean ones that the network predicted at
    /// `timestep`, then the noisy ones that it was shown.
    package let pixels: [UInt8]
    /// What making this frame took of the engine's thread's CPU time.
    package let cost: Duration
    /// To the job's end at the pace it has.
    package let remaining: Duration?
}

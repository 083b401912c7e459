/// What becomes of a job, in order: `started`, previews, one `image` for each picture, and exactly one of `finished`, `cancelled` and `failed` as the last.
package enum EngineEvent: Sendable, Equatable {
    case started(steps: Int, count: Int)
    case preview(PreviewFrame)
    /// [height, width, channels].
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
    package let content: PreviewContent
    /// All pictures of the job, one after another: [count, height, width, channels].
    package let pixels: [UInt8]
    /// What making this frame took.
    package let cost: Duration
    /// To the job's end at the pace it has.
    package let remaining: Duration?
}

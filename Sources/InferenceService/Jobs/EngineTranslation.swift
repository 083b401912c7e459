import DiffusionEngine
import DiffusionModel
import WireProtocol
import WireTransport

extension JobEvent {
    /// The engine's event as the wire tells it; nil for a job's end, which is told when it is written down.
    init?(_ event: EngineEvent, manifest: ModelManifest, count: UInt8) {
        let image = manifest.image
        switch event {
        case .started(let steps, _):
            self = .started(Started(steps: UInt32(clamping: steps), count: count))
        case .preview(let frame):
            self = .preview(
                Preview(
                    step: UInt32(clamping: frame.step),
                    steps: UInt32(clamping: frame.steps),
                    timestep: UInt32(clamping: frame.timestep),
                    content: .both,
                    replaced: 0,
                    costMicroseconds: frame.cost.wireMicroseconds,
                    remainingMilliseconds: frame.remaining?.wireMilliseconds ?? 0,
                    count: count,
                    width: UInt16(clamping: image.width),
                    height: UInt16(clamping: image.height),
                    channels: UInt8(clamping: image.channels),
                    pixels: frame.pixels))
        case .image(let index, let pixels):
            self = .image(
                ImageEvent(
                    index: UInt8(clamping: index), width: UInt16(clamping: image.width),
                    height: UInt16(clamping: image.height), channels: UInt8(clamping: image.channels), pixels: pixels))
        case .finished, .cancelled, .failed: return nil
        }
    }
}

extension EndedJob.Outcome {
    /// How the engine's last event ends the job; nil for any other.
    init?(_ event: EngineEvent) {
        switch event {
        case .finished(let total, let evaluations):
            self = .finished(Finished(milliseconds: total.wireMilliseconds, evaluations: UInt32(clamping: evaluations)))
        case .cancelled(let step, let after):
            self = .cancelled(Cancelled(step: UInt32(clamping: step), milliseconds: after.wireMilliseconds))
        case .failed(let message):
            self = .failed(Failed(code: .internal, retryable: false, message: message))
        case .started, .preview, .image: return nil
        }
    }
}

extension Duration {
    /// Whole microseconds, at most what the wire's field holds.
    fileprivate var wireMicroseconds: UInt32 {
        UInt32(min(max(self / .microseconds(1), 0), 4e9))
    }
}

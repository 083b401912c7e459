import Synchronization

@testable import DiffusionEngine

/// What a job's sink was told.
final class EventLog: Sendable {
    private let received = Mutex<[EngineEvent]>([])
    private let arrival: AsyncStream<EngineEvent>
    private let continuation: AsyncStream<EngineEvent>.Continuation

    init() {
        (arrival, continuation) = AsyncStream.makeStream()
    }

    var sink: @Sendable (EngineEvent) -> Void {
        { [self] event in
            received.withLock { $0.append(event) }
            continuation.yield(event)
            if event.isTerminal { continuation.finish() }
        }
    }

    var events: [EngineEvent] { received.withLock { $0 } }

    /// All events, once the job has ended.
    func whole() async -> [EngineEvent] {
        for await _ in arrival {}
        return events
    }
}

extension [EngineEvent] {
    /// The images' pixels in order of arrival; an image that is not the next in order is left out.
    var images: [[UInt8]] {
        var images: [[UInt8]] = []
        for case .image(let index, let pixels) in self where index == images.count { images.append(pixels) }
        return images
    }

    var previews: [PreviewFrame] {
        compactMap { event in
            guard case .preview(let frame) = event else { return nil }
            return frame
        }
    }
}

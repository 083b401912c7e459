import WireProtocol

/// What a viewer has been told of a job, so that after a new ATTACH it is told nothing twice.
struct WatchProgress {
    private var hasStarted = false
    private var pictures: Set<UInt8> = []
    private var lastStep: UInt32 = 0

    /// The first step whose preview is news.
    var fromStep: UInt32 { lastStep == .max ? lastStep : lastStep + 1 }

    /// Whether the event is news; then it counts as told.
    mutating func take(_ event: JobEvent) -> Bool {
        switch event {
        case .queued: return !hasStarted
        case .started:
            defer { hasStarted = true }
            return !hasStarted
        case .preview(let preview):
            guard preview.step > lastStep else { return false }
            lastStep = preview.step
            return true
        case .image(let image): return pictures.insert(image.index).inserted
        case .finished, .cancelled, .failed: return true
        }
    }
}

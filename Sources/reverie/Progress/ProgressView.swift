import ImageCoding
import WireProtocol
import WireTransport

/// What the person who waits sees of a job. A pure value: events go in, lines come out.
struct ProgressView: Sendable {
    enum Phase: Equatable, Sendable {
        case submitted
        case queued(ahead: Int, estimated: Duration?)
        case running(remaining: Duration?)
        case cancelling
        case finished(Duration)
        case cancelled
        case failed
    }

    /// The prompt, and what else is worth knowing about the job.
    let title: String
    let details: String
    let count: Int
    private(set) var phase = Phase.submitted
    private(set) var step = 0
    private(set) var steps: Int
    /// The newest state of each picture; empty before the first preview.
    private(set) var pictures: [Picture] = []
    private(set) var frameRate = FrameRate()
    /// Whether the connection is lost for the moment.
    private(set) var isAway = false

    init(title: String, details: String, count: Int, steps: Int) {
        self.title = title
        self.details = details
        self.count = count
        self.steps = steps
    }

    /// - Parameter time: of any one clock.
    mutating func apply(_ event: JobEvent, at time: Duration) {
        isAway = false
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
            frameRate.frame(at: time)
            show(preview)
        case .image(let image):
            guard let picture = Picture(image) else { return }
            show(picture, at: Int(image.index))
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

    mutating func lose() {
        isAway = true
    }

    mutating func cancel() {
        phase = .cancelling
    }

    private mutating func show(_ preview: Preview) {
        pictures = (0..<min(count, Int(preview.count))).compactMap { index in
            Picture(
                width: Int(preview.width), height: Int(preview.height), channels: Int(preview.channels),
                bytes: preview.picture(index))
        }
    }

    private mutating func show(_ picture: Picture, at index: Int) {
        if pictures.indices.contains(index) {
            pictures[index] = picture
        } else if index == pictures.count, index < count {
            pictures.append(picture)
        }
    }
}

extension Picture {
    /// nil if the event holds no picture of grey, or of red, green and blue.
    init?(_ image: ImageEvent) {
        self.init(
            width: Int(image.width), height: Int(image.height), channels: Int(image.channels), bytes: image.pixels)
    }
}

import ImageCoding
import WireProtocol
import WireTransport

/// What the person who waits sees of one or several jobs. A pure value: events go in, lines and pictures come out.
struct ProgressView: LiveView {
    /// The place of a picture: the job that makes it and its index there.
    struct Slot: Equatable, Sendable {
        var job: Int
        var index: UInt8
    }

    /// The prompt, and what else is worth knowing about the jobs.
    let title: String
    let details: String
    /// In the order in which the pictures are shown; those of a job are together and ascend.
    let slots: [Slot]
    /// Whether each picture's number, from 1, stands below it.
    let isNumbered: Bool
    private(set) var jobs: [JobProgress]
    /// The newest of each slot; nil before the first.
    private var predicted: [Picture?]
    private var states: [Picture?]
    /// Whether the noisy states are shown beside what is predicted.
    private(set) var showsPairs = false
    private(set) var rate = StepRate()
    /// Whether the connection is lost for the moment.
    private(set) var isAway = false
    /// What the person is asked.
    private(set) var question: String?

    /// - Parameter steps: of each job.
    init(title: String, details: String, slots: [Slot], steps: [Int], isNumbered: Bool = false) {
        self.title = title
        self.details = details
        self.slots = slots
        self.isNumbered = isNumbered
        jobs = steps.map(JobProgress.init)
        predicted = slots.map { _ in nil }
        states = predicted
    }

    /// Of one job.
    init(title: String, details: String, count: Int, steps: Int) {
        let slots = (0..<count).map { Slot(job: 0, index: UInt8(clamping: $0)) }
        self.init(title: title, details: details, slots: slots, steps: [steps])
    }

    /// - Parameter time: of any one clock.
    mutating func apply(_ event: JobEvent, of job: Int, at time: Duration) {
        isAway = false
        guard jobs.indices.contains(job) else { return }
        jobs[job].apply(event)
        switch event {
        case .preview(let preview):
            rate.reached(jobs.reduce(0) { $0 + $1.step }, at: time)
            show(preview, of: job)
        case .image(let image):
            guard let slot = slots.firstIndex(of: Slot(job: job, index: image.index)) else { return }
            predicted[slot] = Picture(image) ?? predicted[slot]
        default:
            break
        }
    }

    mutating func lose() {
        isAway = true
    }

    mutating func ask(_ question: String?) {
        self.question = question
    }

    mutating func cancel() {
        question = nil
        for job in jobs.indices { jobs[job].cancel() }
    }

    private mutating func show(_ preview: Preview, of job: Int) {
        showsPairs = preview.content == .both
        let places = slots.indices.filter { slots[$0].job == job }
        for (number, slot) in places.enumerated() where number < Int(preview.count) {
            let picture = Picture(preview, number)
            switch preview.content {
            case .x0: predicted[slot] = picture ?? predicted[slot]
            case .xt: states[slot] = picture ?? states[slot]
            case .both:
                predicted[slot] = picture ?? predicted[slot]
                states[slot] = Picture(preview, Int(preview.count) + number) ?? states[slot]
            }
        }
    }

    /// All pictures that there is something of, with blanks in the places of those that there is not; pairs of predicted
    /// picture and noisy state where both are known.
    var pictures: [Picture] {
        guard let first = (predicted + states).lazy.compactMap(\.self).first else { return [] }
        let blank = Picture(
            width: first.width, height: first.height, channels: first.channels,
            bytes: [UInt8](repeating: 0, count: first.bytes.count))
        let known = slots.indices.flatMap { slot -> [Picture?] in
            showsPairs
                ? [predicted[slot], states[slot] ?? predicted[slot]] : [predicted[slot] ?? states[slot]]
        }
        return known.compactMap { picture in picture.flatMap { $0.hasShape(of: first) ? $0 : nil } ?? blank }
    }
}

extension Picture {
    /// The picture at a place in a preview's pixels; nil if there is none.
    init?(_ preview: Preview, _ place: Int) {
        self.init(
            width: Int(preview.width), height: Int(preview.height), channels: Int(preview.channels),
            bytes: preview.picture(place))
    }

    /// nil if the event holds no picture of grey, or of red, green and blue.
    init?(_ image: ImageEvent) {
        self.init(
            width: Int(image.width), height: Int(image.height), channels: Int(image.channels), bytes: image.pixels)
    }
}

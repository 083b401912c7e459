import Synchronization
import WireProtocol
import WireTransport

/// A job of the inference server as the gateway remembers it: what its viewers were told, how its pictures formed, and the
/// finished ones.
final class GatewayJob: Sendable {
    typealias Mailbox = EventMailbox<ServerSentEvent, Preview>

    /// For one job's filmstrip.
    static let filmstripBytes = 4 << 20

    enum Stage: String, Sendable, Encodable {
        case queued, running, finished, cancelled, failed
    }

    private struct Told {
        let number: Int
        let news: JobNews
    }

    private struct State {
        /// All but previews, in order; of what only holds for a while, the last.
        var told: [Told] = []
        var lastNumber = 0
        var stage = Stage.queued
        /// The news that ended the job.
        var ending: JobNews?
        var preview: Preview?
        var filmstrip = FilmstripFrames(maximumBytes: GatewayJob.filmstripBytes)
        /// Whether previews did not come, because newer ones took their place on the way.
        var lacksPreviews = false
        var pictures: [Int: [UInt8]] = [:]
        var viewers: [Mailbox] = []
    }

    let id: JobID
    let settings: JobSettings
    /// Tells this story of the job from that of another run of the gateway, whose events have other numbers.
    private let story: String
    private let state = Mutex(State())

    init(id: JobID, settings: JobSettings) {
        self.id = id
        self.settings = settings
        story = String(UInt32.random(in: .min ... .max), radix: 36)
    }

    var stage: Stage { state.withLock { $0.stage } }

    var isOver: Bool { stage.isOver }

    /// How the job ended; nil while it is under way.
    var ending: JobNews? { state.withLock { $0.ending } }

    /// The newest preview; nil before the first and after the end.
    var preview: Preview? { state.withLock { $0.preview } }

    /// The PNG of a finished picture, with its recipe inside.
    func picture(_ index: Int) -> [UInt8]? { state.withLock { $0.pictures[index] } }

    /// Their indices, ascending.
    var finishedPictures: [Int] { state.withLock { $0.pictures.keys.sorted() } }

    /// The previews that are kept, in the order of their steps.
    var frames: [Preview] { state.withLock { $0.filmstrip.frames } }

    var filmstripBytes: Int { state.withLock { $0.filmstrip.bytes } }

    /// What is lost is how the pictures formed, not the pictures.
    func dropFilmstrip() {
        state.withLock { $0.filmstrip = FilmstripFrames(maximumBytes: Self.filmstripBytes) }
    }

    /// Whether previews were lost on the way here.
    var lacksPreviews: Bool { state.withLock { $0.lacksPreviews } }

    /// Takes over how the same pictures formed, as another job of the same recipe or the server tells.
    func adopt(_ filmstrip: FilmstripFrames) {
        state.withLock { ($0.filmstrip, $0.lacksPreviews) = (filmstrip, false) }
    }

    /// The previews that are kept, to be taken over.
    var filmstrip: FilmstripFrames { state.withLock { $0.filmstrip } }

    /// Follows the server's events to the end. Whatever breaks off ends in `failed`.
    ///
    /// - Parameter link: where previews that were lost on the way are asked for, before the end is told.
    func follow(_ events: LastingEvents, over link: ServerLink) async {
        let watched = events.onLoss { [weak self] error in
            self?.tell(.away(.init(detail: "\(error) The picture goes on when the server is back.")))
        }
        do {
            for try await event in watched {
                if event.isTerminal { await fillGaps(over: link) }
                try take(event)
            }
            throw WireError(code: .internal, message: "The inference server broke off.", retryable: true)
        } catch let error as WireError {
            tell(.failed(.init(detail: error.message, retryable: error.retryable)))
        } catch let error as ConnectionError {
            tell(.failed(.init(detail: "The inference server went away. \(error)", retryable: true)))
        } catch {
            tell(.failed(.init(detail: "The picture could not be made: \(error)", retryable: false)))
        }
    }

    /// How many watch now.
    var viewerCount: Int { state.withLock { $0.viewers.count } }

    /// What happened so far, after the event with the id `last`, and then what happens; all of it for an id of another
    /// story. nil when there is nothing more to come.
    func watch(after last: String?) -> Mailbox? {
        let number = number(last)
        return state.withLock { state in
            if state.stage.isOver, number >= state.lastNumber { return nil }
            let mailbox = Mailbox()
            for told in state.told where told.number > number { mailbox.put(event(told)) }
            if state.stage.isOver {
                mailbox.finish()
            } else {
                if let preview = state.preview { mailbox.putPreview(preview) }
                state.viewers.append(mailbox)
            }
            return mailbox
        }
    }

    func leave(_ viewer: Mailbox) {
        state.withLock { state in state.viewers.removeAll { $0 === viewer } }
    }

    private func event(_ told: Told) -> ServerSentEvent { told.news.event(id: "\(story)-\(told.number)") }

    private func number(_ id: String?) -> Int {
        let parts = id?.split(separator: "-", maxSplits: 1) ?? []
        guard parts.count == 2, parts[0] == story else { return 0 }
        return Int(parts[1]) ?? 0
    }
}

extension GatewayJob.Stage {
    var isOver: Bool {
        switch self {
        case .finished, .cancelled, .failed: true
        case .queued, .running: false
        }
    }
}

extension GatewayJob {
    private func take(_ event: JobEvent) throws {
        switch event {
        case .queued(let queued): tell(.queued(.init(queued)))
        case .started(let started):
            tell(.started(.init(steps: started.steps, count: started.count, recipe: settings)))
        case .preview(let preview): try keep(preview)
        case .image(let image): try keep(image)
        case .finished(let finished):
            tell(.finished(.init(milliseconds: finished.milliseconds, evaluations: finished.evaluations)))
        case .cancelled(let cancelled):
            tell(.cancelled(.init(step: cancelled.step, milliseconds: cancelled.milliseconds)))
        case .failed(let failed): tell(.failed(.init(detail: failed.message, retryable: failed.retryable)))
        }
    }

    private func keep(_ image: ImageEvent) throws {
        let index = Int(image.index)
        let png = try PNG.encode(
            image.pixels, width: image.width, height: image.height, channels: image.channels,
            recipe: settings.carriesRecipe ? settings.recipe(image: index) : nil)
        state.withLock { $0.pictures[index] = png }
        tell(
            .image(
                .init(
                    index: index, width: Int(image.width), height: Int(image.height),
                    url: "/api/jobs/\(id)/images/\(index).png")))
    }

    private func keep(_ preview: Preview) throws {
        // Whoever wants it encodes it; whether that is possible is seen here, where the job can still fail for it.
        try PNG.check(preview)
        state.withLock { state in
            guard !state.stage.isOver else { return }
            state.preview = preview
            state.filmstrip.append(preview)
            if preview.replaced > 0 { state.lacksPreviews = true }
            for viewer in state.viewers { viewer.putPreview(preview, replaced: preview.replaced) }
        }
    }

    private func tell(_ news: JobNews) {
        state.withLock { state in
            guard !state.stage.isOver else { return }
            state.lastNumber += 1
            state.told.removeAll { $0.news.isPassing }
            let told = Told(number: state.lastNumber, news: news)
            state.told.append(told)
            for viewer in state.viewers { viewer.put(event(told)) }
            state.stage = news.stage ?? state.stage
            guard state.stage.isOver else { return }
            state.ending = news
            state.preview = nil
            for viewer in state.viewers { viewer.finish() }
            state.viewers = []
        }
    }
}

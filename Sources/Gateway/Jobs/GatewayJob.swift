import Synchronization
import WireProtocol
import WireTransport

/// A job of the inference server as the gateway remembers it: what its viewers were told, and its finished pictures.
final class GatewayJob: Sendable {
    typealias Mailbox = EventMailbox<ServerSentEvent, JobNews.Preview>

    private struct Told {
        let event: ServerSentEvent
        let isQueued: Bool
    }

    private struct State {
        /// All but previews, in order; of the places in the queue only the last.
        var told: [Told] = []
        var lastID = 0
        var preview: JobNews.Preview?
        var pictures: [Int: [UInt8]] = [:]
        var isOver = false
        var viewers: [Mailbox] = []
    }

    let id: JobID
    let settings: JobSettings
    private let state = Mutex(State())

    init(id: JobID, settings: JobSettings) {
        self.id = id
        self.settings = settings
    }

    var isOver: Bool { state.withLock { $0.isOver } }

    /// The PNG of a finished picture, with its recipe inside.
    func picture(_ index: Int) -> [UInt8]? { state.withLock { $0.pictures[index] } }

    /// Follows the server's events to the end. Whatever breaks off ends in `failed`.
    func follow(_ events: some AsyncSequence<JobEvent, any Error>) async {
        do {
            for try await event in events {
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

    /// What happened so far, after the event with the id `last`, and then what happens. nil when there is nothing more
    /// to come.
    func watch(after last: Int) -> Mailbox? {
        state.withLock { state in
            if state.isOver, last >= state.lastID { return nil }
            let mailbox = Mailbox()
            for told in state.told where told.event.id ?? 0 > last { mailbox.put(told.event) }
            if state.isOver {
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

    private func take(_ event: JobEvent) throws {
        switch event {
        case .queued(let queued): tell(.queued(.init(queued)))
        case .started(let started):
            tell(.started(.init(steps: started.steps, count: started.count, recipe: settings)))
        case .preview(let preview): tell(try JobNews.Preview(preview))
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
            recipe: settings.recipe(image: index))
        state.withLock { $0.pictures[index] = png }
        tell(
            .image(
                .init(
                    index: index, width: Int(image.width), height: Int(image.height),
                    url: "/api/jobs/\(id)/images/\(index).png")))
    }

    private func tell(_ preview: JobNews.Preview) {
        state.withLock { state in
            guard !state.isOver else { return }
            state.preview = preview
            for viewer in state.viewers { viewer.putPreview(preview, replaced: preview.replaced) }
        }
    }

    private func tell(_ news: JobNews) {
        state.withLock { state in
            guard !state.isOver else { return }
            state.lastID += 1
            let event = news.event(id: state.lastID)
            if news.isQueued { state.told.removeAll(where: \.isQueued) }
            state.told.append(Told(event: event, isQueued: news.isQueued))
            for viewer in state.viewers { viewer.put(event) }
            guard news.isTerminal else { return }
            state.isOver = true
            state.preview = nil
            for viewer in state.viewers { viewer.finish() }
            state.viewers = []
        }
    }
}

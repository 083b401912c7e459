import HTTPTypes
import WireProtocol
import WireTransport

/// Finds jobs by their ids: those the gateway remembers, and those that only the inference server does, because the gateway
/// was started anew or forgot them.
actor JobFinder {
    private let board: JobBoard
    private let link: ServerLink
    private var attempts: [JobID: Task<GatewayJob, any Error>] = [:]

    init(board: JobBoard, link: ServerLink) {
        self.board = board
        self.link = link
    }

    /// Throws a `Problem`: 404 for a text that is no job's id and for jobs that nobody remembers, 503 while the server that
    /// might is away.
    func job(_ text: String) async throws -> GatewayJob {
        guard let id = JobID(hex: text), !board.isDiscarded(id) else { throw Problem.forgottenJob }
        if let job = board.job(id) { return job }
        let attempt = attempts[id] ?? Task { try await watchAgain(id) }
        attempts[id] = attempt
        defer { attempts[id] = nil }
        return try await attempt.value
    }

    private func watchAgain(_ id: JobID) async throws -> GatewayJob {
        do {
            let (attached, events) = try await link.attach(AttachRequest(job: id, viewing: JobSettings.viewing))
            let job = GatewayJob(
                id: id, settings: JobSettings(recipe: attached.recipe, modelHash: attached.modelHash.description))
            board.add(job)
            let following = Task { await job.follow(events, over: link) }
            // All of a job that is over comes at once: whoever asked for it finds its pictures.
            switch attached.state {
            case .queued, .running: break
            case .finished, .cancelled, .failed:
                await following.value
                // Of its filmstrip not all need have come: it is made again when somebody wants it.
                job.dropFilmstrip()
            }
            return job
        } catch let error as WireError where error.code == .notFound {
            throw Problem.forgottenJob
        }
    }
}

extension Problem {
    static let forgottenJob = Problem(
        .notFound, "This picture is not here any more: it was discarded, or many others were made since.")
}

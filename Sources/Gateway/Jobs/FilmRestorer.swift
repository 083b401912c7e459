import HTTPTypes
import Observability
import WireProtocol

/// Makes filmstrips again that nobody kept: the same recipe gives the same pictures, and the same steps to them.
actor FilmRestorer {
    private let link: ServerLink
    private let board: JobBoard
    private var attempts: [JobID: Task<Void, any Error>] = [:]

    init(link: ServerLink, board: JobBoard) {
        self.link = link
        self.board = board
    }

    /// Returns when the job has its filmstrip, which costs the server as much as the job did. A job under way has the one so far.
    ///
    /// - Throws: a `Problem`: 409 for a job that did not finish, and one whose pictures are not made any more as they were; 503
    ///   while the server is away or busy. `WireError`, `ConnectionError`.
    func restore(_ job: GatewayJob, trace: TraceContext) async throws {
        guard job.isOver, job.frames.isEmpty else { return }
        guard job.stage == .finished else {
            throw Problem(.conflict, "How this picture formed is not kept any more, and it was not finished.")
        }
        let attempt = attempts[job.id] ?? Task { try await makeAgain(job, trace) }
        attempts[job.id] = attempt
        defer { attempts[job.id] = nil }
        try await attempt.value
    }

    private func makeAgain(_ job: GatewayJob, _ trace: TraceContext) async throws {
        let settings = job.settings
        let model = try await link.current().models.first { $0.name == settings.recipe.model }
        guard let model, model.hash.description == settings.modelHash else { throw Self.isAnother }
        try board.makeRoom()
        let (accepted, events) = try await link.submit(settings.submission(trace: trace))
        let again = GatewayJob(id: accepted.job, settings: settings)
        Task { await again.follow(events, over: link) }
        guard try await again.pictures() == job.pictures() else { throw Self.isAnother }
        job.adopt(again.filmstrip)
        board.boundFilmstrips()
    }

    private static let isAnother = Problem(
        .conflict, "How this picture formed cannot be shown again: the model has changed since.")
}

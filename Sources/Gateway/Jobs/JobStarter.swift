import Observability
import WireProtocol
import WireTransport

/// Starts jobs, for whatever interface they are asked for.
struct JobStarter: Sendable {
    let link: ServerLink
    let jobs: JobBoard

    /// What the server offers, against which a wish is checked. Throws a `Problem` (503) while it is away.
    func offer() async throws -> ServerLink.Connection { try await link.current() }

    /// - Parameter trace: of the request, for the server's log.
    ///
    /// Throws a `Problem` (503) while too many are under way, or the server is away; `WireError`, `ConnectionError`.
    func start(_ settings: JobSettings, trace: TraceContext) async throws -> (job: GatewayJob, accepted: Accepted) {
        try jobs.makeRoom()
        let (accepted, news) = try await link.submit(settings.submission(trace: trace))
        let job = GatewayJob(id: accepted.job, settings: settings)
        jobs.add(job)
        // Ends with the job, or when the server stays away.
        Task { await job.follow(news, over: link) }
        return (job, accepted)
    }

    /// Cancels a job that is under way.
    func cancel(_ job: GatewayJob) async throws {
        do {
            _ = try await link.current().client.cancel(job.id)
        } catch let error as WireError where error.code == .notFound {
            // It ended in the meantime, which its events tell.
        }
    }
}

package import WireProtocol

/// What stands behind a server: it answers the requests of all connections. Requests of one connection come one at a
/// time, in the order they were sent; those of different connections at once.
package protocol WireService: Sendable {
    /// The server's limits and name. The transport puts the negotiated version and features in.
    var welcome: Welcome { get }

    /// The first model is the one to offer when nobody has chosen.
    func listModels() async throws(WireError) -> ModelList

    /// Takes on a job, whose events then go to `viewer`, the terminal one last. A request that repeats the
    /// `idempotencyKey` of an unfinished job starts no other: it gets that job's id, and its viewer the job's events from
    /// then on.
    func submit(_ request: SubmitRequest, viewer: Viewer) async throws(WireError) -> Accepted

    /// Ends a job, whose viewers then get `cancelled`. Throws `notFound` for a job that has ended or never was.
    func cancel(_ job: JobID) async throws(WireError)

    /// The viewer's connection ended before the job's terminal event.
    func viewerLeft(_ viewer: Viewer) async
}

package import WireProtocol

/// What stands behind a server: it answers the requests of all connections. Requests of one connection come one at a
/// time, in the order they were sent; those of different connections at once.
package protocol WireService: Sendable {
    /// The server's limits and name. The transport puts the negotiated version and features in.
    var welcome: Welcome { get }

    func listModels() async throws(WireError) -> ModelList

    /// Takes on a job, whose events then go to `viewer`, the terminal one last.
    func submit(_ request: SubmitRequest, viewer: Viewer) async throws(WireError) -> Accepted

    /// Ends a job, whose viewers then get `cancelled`. Throws `notFound` for a job that has ended or never was.
    func cancel(_ job: JobID) async throws(WireError)

    /// The viewer's connection ended before the job's terminal event.
    func viewerLeft(_ viewer: Viewer) async
}

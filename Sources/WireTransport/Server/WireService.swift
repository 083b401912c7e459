package import WireProtocol

/// What stands behind a server: it answers the requests of all connections.
///
/// The requests of one connection come one at a time, in the order they were sent, but for `cancel`, `status` and `embed`,
/// which may come while others are answered.
package protocol WireService: Sendable {
    /// The server's limits and name. The transport puts the negotiated version, features and proof in.
    var welcome: Welcome { get }

    /// The first model is the one to offer when nobody has chosen.
    func listModels() async throws(WireError) -> ModelList

    /// Takes on a job, whose events then go to `viewer`, the terminal one last. A request that repeats the
    /// `idempotencyKey` of a job that is remembered starts no other: it gets that job's id, and its viewer what there still
    /// is to tell, as if it had attached.
    func submit(_ request: SubmitRequest, from client: ClientIdentity, viewer: Viewer) async throws(WireError)
        -> Accepted

    /// Lets `viewer` watch a job: the latest `queued`, or `started`, at once; the pictures there are; then what happens, the
    /// terminal event last. Previews made so far come by the attachment's filmstrip. Throws `notFound` for a job that is not
    /// remembered.
    func attach(_ request: AttachRequest, from client: ClientIdentity, viewer: Viewer) async throws(WireError)
        -> Attachment

    /// Ends a job, whose viewers then get `cancelled`, and returns when it has stopped. Throws `notFound` for a job that has
    /// ended or never was.
    func cancel(_ job: JobID) async throws(WireError) -> CancelResult

    /// The transport puts the number of connections in.
    func status() async throws(WireError) -> StatusReport

    /// Throws `unknownRequest` if there is no encoder.
    func embed(_ request: EmbedRequest) async throws(WireError) -> Embeddings

    /// The viewer watches no longer: it was detached, or its connection ended before the job's terminal event.
    func viewerLeft(_ viewer: Viewer) async

    /// Raw pixels of `height` rows, packed as `encoding` says; nil if they cannot be. Called for what is about to be sent, on
    /// the connection's event loop: it must be quick.
    func pack(_ pixels: [UInt8], width: Int, height: Int, channels: Int, as encoding: PixelEncoding) -> [UInt8]?

    /// A viewer was sent a preview, which took the place of `replaced` others; for whoever keeps figures. Called on the
    /// connection's event loop: it must be quick.
    func sentPreview(replacing replaced: UInt32)
}

extension WireService {
    package func sentPreview(replacing replaced: UInt32) {}
}

import WireProtocol

/// What the service is to do for a connection.
enum ServiceCall: Sendable {
    case listModels(request: UInt32)
    /// - Parameter lane: where the job's events wait.
    case submit(request: UInt32, lane: Outbox.LaneID, SubmitRequest)
    case attach(request: UInt32, lane: Outbox.LaneID, AttachRequest)
    case cancel(request: UInt32, JobID)
    case status(request: UInt32)
    case embed(request: UInt32, EmbedRequest)
    case viewerLeft(Viewer)
}

import WireProtocol

/// What the service is to do for a connection.
enum ServiceCall: Sendable {
    case listModels(request: UInt32)
    /// - Parameter lane: where the job's events wait.
    case submit(request: UInt32, lane: Outbox.LaneID, SubmitRequest)
    case cancel(request: UInt32, JobID)
    case viewerLeft(Viewer)
}

import NIOCore
import Synchronization
import WireProtocol

/// A connection as everyone sees it who is not on its event loop: the service's viewers and the server itself.
final class ServerConnection: Sendable {
    /// Told to the channel's handler when there may be something to send.
    enum Wake: Sendable {
        case wake
    }

    let channel: any Channel
    private let state: Mutex<ServerConnectionState>
    private let calls: AsyncStream<ServiceCall>
    private let pendingCalls: AsyncStream<ServiceCall>.Continuation

    init(channel: any Channel, welcome: Welcome, limits: ServerLimits) {
        self.channel = channel
        state = Mutex(ServerConnectionState(welcome: welcome, limits: limits))
        // Bounded by the state, which asks for no more requests while it has too many.
        (calls, pendingCalls) = AsyncStream.makeStream()
    }

    func withState<Result: Sendable>(_ body: (inout ServerConnectionState) -> Result) -> Result {
        state.withLock { body(&$0) }
    }

    func call(_ call: ServiceCall) {
        pendingCalls.yield(call)
    }

    /// The channel is closed: the service hears of it, and `serve` returns.
    func ended() {
        for viewer in withState({ $0.closed() }) { call(.viewerLeft(viewer)) }
        pendingCalls.finish()
    }

    func shutDown(_ message: String) {
        withState { $0.shutDown(message) }
        wake()
    }

    /// Carries requests to the service one after another, until the connection has ended.
    func serve(_ service: any WireService) async {
        for await call in calls {
            switch call {
            case .viewerLeft(let viewer):
                await service.viewerLeft(viewer)
            case _ where withState({ $0.phase == .closed }):
                continue
            case .listModels(let request):
                await answer(request) { () async throws(WireError) in .models(try await service.listModels()) }
            case .cancel(let request, let job):
                await answer(request) { () async throws(WireError) in
                    try await service.cancel(job)
                    return .acknowledged(Acknowledged())
                }
            case .submit(let request, let lane, let submit):
                await self.submit(submit, to: service, request: request, lane: lane)
            }
        }
    }

    private func answer(_ request: UInt32, with work: () async throws(WireError) -> ServerMessage) async {
        do throws(WireError) {
            let message = try await work()
            withState { $0.answered(request, message) }
        } catch {
            withState { $0.refused(request, error) }
        }
        wake()
    }

    private func submit(
        _ submit: SubmitRequest, to service: any WireService, request: UInt32, lane: Outbox.LaneID
    ) async {
        let viewer = Viewer { [self] event in post(event, request: request, lane: lane) }
        do throws(WireError) {
            let accepted = try await service.submit(submit, viewer: viewer)
            let isWatched = withState { $0.accepted(request, lane: lane, accepted, viewer: viewer) }
            if !isWatched { await service.viewerLeft(viewer) }
        } catch {
            withState { $0.refused(request, error) }
        }
        wake()
    }

    private func post(_ event: JobEvent, request: UInt32, lane: Outbox.LaneID) {
        switch withState({ $0.post(event, request: request, lane: lane) }) {
        case .settled: break
        case .wake: wake()
        case .tooSlow: channel.close(promise: nil)
        }
    }

    private func wake() {
        channel.pipeline.fireUserInboundEventTriggered(Wake.wake)
    }
}

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
    /// The peer's, without its port.
    let address: String
    private let state: Mutex<ServerConnectionState>
    private let calls: AsyncStream<ServiceCall>
    private let pendingCalls: AsyncStream<ServiceCall>.Continuation

    init(channel: any Channel, welcome: Welcome, security: ServerSecurity = .open, limits: ServerLimits) {
        self.channel = channel
        address = channel.remoteAddress?.ipAddress ?? ""
        state = Mutex(ServerConnectionState(welcome: welcome, security: security, limits: limits))
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

    func announce(_ message: String) {
        withState { $0.announce(message) }
        wake()
    }

    func shutDown(_ message: String) {
        withState { $0.shutDown(message) }
        wake()
    }

    /// The next frame to send, and how its pixels are to be packed.
    func nextFrame() -> (ServerFrame, Packing?)? {
        while let outgoing = withState({ $0.next() }) {
            switch outgoing {
            case .frame(let frame, let packing):
                return (frame, packing)
            case .fetch(let filmstrip, let step, let request, let lane):
                // Not under the lock: a service that is asked for a frame holds locks under which it sends events.
                let preview = filmstrip.frame(step)
                if case .frame(let frame, let packing)? = withState({
                    $0.fetched(preview, request: request, lane: lane)
                }) {
                    return (frame, packing)
                }
            }
        }
        return nil
    }

    /// Carries requests to the service until the connection has ended: what takes long beside the
    /// others, which come one after another.
    ///
    /// - Parameter connections: how many there are.
    func serve(_ service: any WireService, connections: @escaping @Sendable () -> Int) async {
        await withDiscardingTaskGroup { group in
            for await call in calls {
                switch call {
                case .viewerLeft(let viewer):
                    await service.viewerLeft(viewer)
                case _ where withState({ $0.phase == .closed }):
                    continue
                case .submit(let request, let lane, let submit):
                    await self.submit(submit, to: service, request: request, lane: lane)
                case .attach(let request, let lane, let attach):
                    await self.attach(attach, to: service, request: request, lane: lane)
                case .listModels(let request):
                    await answer(request) { () async throws(WireError) in .models(try await service.listModels()) }
                case .cancel(let request, let job):
                    group.addTask {
                        await self.answer(request) { () async throws(WireError) in
                            .cancelResult(try await service.cancel(job))
                        }
                    }
                case .embed(let request, let embed):
                    group.addTask {
                        await self.answer(request) { () async throws(WireError) in
                            .embeddings(try await service.embed(embed))
                        }
                    }
                case .status(let request):
                    group.addTask {
                        await self.answer(request) { () async throws(WireError) in
                            var report = try await service.status()
                            report.connections = UInt32(clamping: connections())
                            return .statusReport(report)
                        }
                    }
                }
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
        let viewer = viewer(submit.viewing, request: request, lane: lane)
        do throws(WireError) {
            let accepted = try await service.submit(submit, from: client, viewer: viewer)
            let isWatched = withState { $0.accepted(request, lane: lane, accepted, viewer: viewer) }
            if !isWatched { await service.viewerLeft(viewer) }
        } catch {
            withState { $0.refused(request, error) }
        }
        wake()
    }

    private func attach(
        _ attach: AttachRequest, to service: any WireService, request: UInt32, lane: Outbox.LaneID
    ) async {
        let viewer = viewer(attach.viewing, request: request, lane: lane)
        do throws(WireError) {
            let attachment = try await service.attach(attach, from: client, viewer: viewer)
            let isWatched = withState {
                $0.attached(request, lane: lane, attachment, fromStep: attach.fromStep, viewer: viewer)
            }
            if !isWatched { await service.viewerLeft(viewer) }
        } catch {
            withState { $0.refused(request, error) }
        }
        wake()
    }

    private var client: ClientIdentity { ClientIdentity(address: address, name: withState { $0.client }) }

    private func viewer(_ viewing: Viewing, request: UInt32, lane: Outbox.LaneID) -> Viewer {
        Viewer(viewing: viewing) { [self] (event, forms) -> ServerConnection? in
            switch withState({ $0.post(event, forms: forms, request: request, lane: lane) }) {
            case .settled: return nil
            case .wake: return self
            case .tooSlow:
                channel.close(promise: nil)
                return nil
            }
        }
    }

    /// There may be something to send.
    func wake() {
        channel.pipeline.fireUserInboundEventTriggered(Wake.wake)
    }
}

import Logging
import NIOCore
import WireProtocol

/// Carries out what `ClientConnectionState` decides. Everything happens on the channel's event loop.
final class ClientConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// A request that the server has not done with.
    private struct Caller {
        var answer: PendingAnswer
        var events: JobEvents?
    }

    private let clientName: String
    private let server: String
    private let handshakeDeadline: NIODeadline
    private let keepAlive: TimeAmount
    private let trust: ServerTrust?
    private let welcome: EventLoopPromise<Welcome>
    private let logger: Logger?

    private var state: ClientConnectionState
    private var decoder = FrameDecoder(maximumLength: ProtocolConstants.maximumEventLength)
    private var context: ChannelHandlerContext?
    private var callers: [UInt32: Caller] = [:]
    private var maximumRequestBytes = ProtocolConstants.maximumRequestLength
    private var handshakeTimer: Scheduled<Void>?
    private var keepAliveTimer: RepeatedTask?
    private var silentIntervals = 0
    private var failure: ConnectionError?

    /// - Parameters:
    ///   - keepAlive: after this long without a byte from the server it is asked for a sign of life; after three times
    ///     as long the connection counts as lost.
    ///   - welcome: told when the handshake is done or has failed.
    ///   - trust: what the TLS handshake found out; nil in the clear.
    init(
        clientName: String, server: String, token: Token?, trust: ServerTrust?, handshakeDeadline: NIODeadline,
        keepAlive: TimeAmount, welcome: EventLoopPromise<Welcome>, logger: Logger?
    ) {
        self.clientName = clientName
        self.server = server
        self.handshakeDeadline = handshakeDeadline
        self.keepAlive = keepAlive
        self.welcome = welcome
        self.logger = logger
        self.trust = trust
        state = ClientConnectionState(server: server, token: token)
    }

    /// Sends `message`; its answer goes to `answer`, and the events of a job to `events`.
    func start(_ message: ClientMessage, answer: PendingAnswer, events: JobEvents?) {
        guard !answer.isResolved else { return }
        do {
            if let failure { throw failure }
            let frame = try state.request(message)
            do throws(WireEncodingError) {
                try send(frame)
            } catch {
                state.forget(frame.request)
                throw WireError(code: .frameTooLarge, message: error.description)
            }
            callers[frame.request] = Caller(answer: answer, events: events)
        } catch {
            answer.resolve(.failure(error))
        }
    }

    /// The task that waited for `answer` was cancelled.
    func abandon(_ answer: PendingAnswer) {
        answer.resolve(.failure(CancellationError()))
        guard let request = callers.first(where: { $0.value.answer === answer })?.key else { return }
        state.abandon(request)
        callers[request] = nil
    }

    /// Ends the watching of the job whose events go to `events`, if it has not ended.
    func detach(_ events: JobEvents, answer: PendingAnswer) {
        guard let request = callers.first(where: { $0.value.events === events })?.key else {
            return answer.resolve(.success(.acknowledged(Acknowledged())))
        }
        start(.detach(DetachRequest(watched: request)), answer: answer, events: nil)
        state.unwatch(request)
        callers[request] = nil
        events.end()
    }

    func close() {
        perform(state.ended(ConnectionError(.closed, server: server)))
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { open(context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        // A channel that never connected becomes inactive without having been active: nothing else ends it.
        perform(state.ended(nil))
        self.context = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        open(context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        silentIntervals = 0
        decoder.append(unwrapInboundIn(data))
        do throws(WireDecodingError) {
            while let frame = try decoder.next() { perform(state.received(frame, binding: trust?.fingerprint)) }
        } catch {
            perform(state.violation(error))
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        perform(state.ended(nil))
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        logger?.debug("connection failed", metadata: ["reason": "\(error)"])
        perform(state.ended(trust?.failure(error) ?? ConnectionError(.lost, server: server)))
    }

    private func open(_ context: ChannelHandlerContext) {
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        handshakeTimer = context.eventLoop.scheduleTask(deadline: handshakeDeadline) {
            let handler = bound.value
            handler.perform(handler.state.ended(ConnectionError(.timedOut, server: handler.server)))
        }
        keepAliveTimer = context.eventLoop.scheduleRepeatedTask(initialDelay: keepAlive, delay: keepAlive) { _ in
            bound.value.keepAliveIntervalPassed()
        }
        do throws(WireEncodingError) {
            try send(state.hello(client: clientName))
        } catch {
            perform(state.ended(ConnectionError(.closed, server: server, detail: error.description)))
        }
    }

    private func send(_ frame: ClientFrame) throws(WireEncodingError) {
        let bytes = try frame.encoded(maximumLength: maximumRequestBytes)
        context?.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
    }

    private func keepAliveIntervalPassed() {
        guard state.phase == .ready else { return }
        silentIntervals += 1
        if silentIntervals >= 3 {
            perform(state.ended(ConnectionError(.notResponding, server: server)))
        } else {
            start(.ping(PingRequest(payload: 0)), answer: PendingAnswer(), events: nil)
        }
    }

    private func perform(_ actions: [ClientConnectionState.Action]) {
        for action in actions { perform(action) }
    }

    private func perform(_ action: ClientConnectionState.Action) {
        switch action {
        case .send(let frame):
            do throws(WireEncodingError) {
                try send(frame)
            } catch {
                logger?.warning("a request was not sent", metadata: ["reason": "\(error)"])
            }
        case .welcome(let message):
            handshakeTimer?.cancel()
            maximumRequestBytes = min(maximumRequestBytes, Int(message.maximumRequestBytes))
            welcome.succeed(message)
        case .answer(let request, let message):
            switch message {
            case .accepted, .attached: callers[request]?.answer.resolve(.success(message))
            default: callers.removeValue(forKey: request)?.answer.resolve(.success(message))
            }
        case .refuse(let request, let error):
            callers.removeValue(forKey: request)?.answer.resolve(.failure(error))
        case .event(let request, let event):
            deliver(event, of: request)
        case .close(let error):
            close(because: error)
        }
    }

    private func deliver(_ event: JobEvent, of request: UInt32) {
        guard let events = callers[request]?.events else { return }
        if event.isTerminal { callers[request] = nil }
        if !events.put(event) { perform(state.violation("More events of a job came than could be kept.")) }
    }

    private func close(because error: ConnectionError) {
        failure = error
        handshakeTimer?.cancel()
        keepAliveTimer?.cancel()
        welcome.fail(error)
        for caller in callers.values {
            caller.answer.resolve(.failure(error))
            caller.events?.fail(error)
        }
        callers = [:]
        logger?.debug("connection closed", metadata: ["reason": "\(error)"])
        context?.close(promise: nil)
    }
}

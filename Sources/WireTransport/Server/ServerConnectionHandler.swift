import Logging
import NIOCore
import WireProtocol

/// Carries out what `ServerConnectionState` decides. Everything happens on the channel's event loop.
///
/// A frame is taken from the outbox only while the channel is writable, that is, while the kernel has taken all before it:
/// a peer that reads slowly finds the newest preview, not a queue of old ones.
final class ServerConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// ``WireService/pack(_:width:height:channels:as:)``.
    typealias Pack = @Sendable ([UInt8], Int, Int, Int, PixelEncoding) -> [UInt8]?

    /// Frames that wait are put together up to about so much. Little enough that none is old when its turn comes.
    private static let bytesTogether = 16 * 1024

    private let connection: ServerConnection
    private let limits: ServerLimits
    private let pack: Pack
    private let sentPreview: @Sendable (UInt32) -> Void
    private let failures: SharedFailures
    private let logger: Logger
    private var decoder: FrameDecoder

    private var handshakeTimer: Scheduled<Void>?
    private var penaltyTimer: Scheduled<Void>?
    private var frameTimer: Scheduled<Void>?
    private var stallTimer: Scheduled<Void>?
    private var lingerTimer: Scheduled<Void>?
    private var readIsHeld = false
    private var isPumping = false
    private var outputIsClosed = false

    init(
        connection: ServerConnection, maximumRequestBytes: Int, limits: ServerLimits, pack: @escaping Pack,
        sentPreview: @escaping @Sendable (_ replaced: UInt32) -> Void = { _ in }, failures: SharedFailures,
        logger: Logger
    ) {
        self.connection = connection
        self.pack = pack
        self.sentPreview = sentPreview
        self.failures = failures
        self.limits = limits
        self.logger = logger
        decoder = FrameDecoder(maximumLength: maximumRequestBytes)
    }

    private var phase: ServerConnectionState.Phase { connection.withState { $0.phase } }

    private var wantsRequests: Bool { connection.withState { $0.wantsRequests } }

    func channelActive(context: ChannelHandlerContext) {
        handshakeTimer = schedule(context, after: limits.handshakeTimeout) { handler, context in
            handler.connection.withState { $0.handshakeTimedOut() }
            handler.pump(context)
        }
        context.fireChannelActive()
        pump(context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // While the connection closes, the peer's bytes are taken and dropped: closing with bytes unread would make the
        // kernel reset the connection, and the peer might never read why.
        guard phase != .closing, phase != .closed else { return }
        decoder.append(unwrapInboundIn(data))
        pump(context)
    }

    func read(context: ChannelHandlerContext) {
        if wantsRequests || phase == .closing {
            context.read()
        } else {
            readIsHeld = true
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        pump(context)
        context.fireChannelWritabilityChanged()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ServerConnection.Wake { pump(context) } else { context.fireUserInboundEventTriggered(event) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        for timer in [handshakeTimer, penaltyTimer, frameTimer, stallTimer, lingerTimer] { timer?.cancel() }
        connection.ended()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        logger.debug("connection failed", metadata: ["reason": "\(error)"])
        context.close(promise: nil)
    }

    /// Reads and writes until nothing more can be done now, then sees to what depends on where that leaves off.
    private func pump(_ context: ChannelHandlerContext) {
        guard !isPumping, context.channel.isActive else { return }
        isPumping = true
        var framesRead = 0
        var hasProgressed: Bool
        repeat {
            let count = readFrames()
            framesRead += count
            hasProgressed = sendFrames(context) || count > 0
        } while hasProgressed
        isPumping = false

        watchHandshake()
        watchPenalty(context)
        watchFrame(context, framesRead: framesRead)
        watchStall(context)
        endIfClosing(context)
        if readIsHeld, wantsRequests || phase == .closing {
            readIsHeld = false
            context.read()
        }
    }

    private func readFrames() -> Int {
        var count = 0
        do throws(WireDecodingError) {
            while wantsRequests, let frame = try decoder.next() {
                count += 1
                if let call = connection.withState({ $0.received(frame) }) { connection.call(call) }
            }
        } catch {
            connection.withState { $0.violation(error) }
        }
        return count
    }

    private func sendFrames(_ context: ChannelHandlerContext) -> Bool {
        var hasSent = false
        while context.channel.isWritable, !outputIsClosed, let frames = nextFrames(context) {
            hasSent = true
            context.writeAndFlush(wrapOutboundOut(frames), promise: nil)
        }
        return hasSent
    }

    /// Of the frames that wait as many as go well together: one system call, and with TLS one record.
    private func nextFrames(_ context: ChannelHandlerContext) -> ByteBuffer? {
        var buffer = ByteBuffer()
        while buffer.readableBytes < Self.bytesTogether, let (raw, packing) = connection.nextFrame() {
            let frame = packing.map { packed(raw, $0) } ?? raw
            log(frame, context)
            do throws(WireEncodingError) {
                try frame.encode(into: &buffer)
                if case .preview(let preview) = frame.message { sentPreview(preview.replaced) }
            } catch {
                logger.error("a message cannot be sent", metadata: ["reason": "\(error)"])
                if let viewer = connection.withState({ $0.unsendable(frame, error) }) {
                    connection.call(.viewerLeft(viewer))
                }
            }
        }
        return buffer.readableBytes > 0 ? buffer : nil
    }

    /// Pixels that cannot be packed stay raw, which every client reads.
    private func packed(_ frame: ServerFrame, _ packing: Packing) -> ServerFrame {
        let encoding = packing.encoding
        guard encoding != .raw else { return frame }
        var frame = frame
        switch frame.message {
        case .preview(var preview):
            let pixels = packing.forms.pixels(.init(content: preview.content, encoding: encoding)) {
                let height = Int(preview.height) * preview.shown
                return pack(preview.pixels, Int(preview.width), height, Int(preview.channels), encoding)
            }
            guard let pixels else { return frame }
            (preview.pixels, preview.encoding) = (pixels, encoding)
            frame.message = .preview(preview)
        case .image(var image):
            let pixels = packing.forms.pixels(.init(encoding: encoding)) {
                pack(image.pixels, Int(image.width), Int(image.height), Int(image.channels), encoding)
            }
            guard let pixels else { return frame }
            (image.pixels, image.encoding) = (pixels, encoding)
            frame.message = .image(image)
        default: break
        }
        return frame
    }

    private func log(_ frame: ServerFrame, _ context: ChannelHandlerContext) {
        // Asks the kernel, which is too much for each preview.
        var peer: Logger.MetadataValue { .string(context.remoteAddress?.description ?? "unknown") }
        switch frame.message {
        case .welcome:
            failures.succeeded(connection.address)
            // Its name is the peer's to choose: cut short, and with nothing in it that could forge a line.
            let client = String(connection.withState { $0.client }.prefix(64)).debugDescription
            logger.debug("client connected", metadata: ["client": "\(client)", "peer": peer])
        case .refused(let refused) where frame.request == 0:
            logger.info("closing a connection", metadata: ["reason": "\(refused.message)", "peer": peer])
        default: break
        }
    }

    private func watchHandshake() {
        guard !connection.withState({ $0.isShakingHands }) else { return }
        handshakeTimer?.cancel()
        handshakeTimer = nil
    }

    private func watchPenalty(_ context: ChannelHandlerContext) {
        guard phase == .penalised, penaltyTimer == nil else { return }
        let delay = failures.failed(connection.address, at: context.eventLoop.now)
        penaltyTimer = schedule(context, after: .nanoseconds(delay.nanoseconds)) { handler, context in
            handler.connection.withState { $0.penaltyServed() }
            handler.pump(context)
        }
    }

    /// A frame has its time from its first byte on, however its bytes drip in.
    private func watchFrame(_ context: ChannelHandlerContext, framesRead: Int) {
        let isWaiting = phase == .ready && decoder.isMidFrame && wantsRequests
        if framesRead > 0 || !isWaiting {
            frameTimer?.cancel()
            frameTimer = nil
        }
        guard isWaiting, frameTimer == nil else { return }
        frameTimer = schedule(context, after: limits.frameTimeout) { handler, context in
            handler.connection.withState { $0.frameTimedOut() }
            handler.pump(context)
        }
    }

    private func watchStall(_ context: ChannelHandlerContext) {
        if context.channel.isWritable {
            stallTimer?.cancel()
            stallTimer = nil
        } else if stallTimer == nil {
            expectProgress(context)
        }
    }

    /// Closes the connection if by then not a byte of what it holds has been taken.
    private func expectProgress(_ context: ChannelHandlerContext) {
        let held = bytesHeld(context)
        stallTimer = schedule(context, after: limits.stallTimeout) { handler, context in
            if handler.bytesHeld(context) < held {
                handler.expectProgress(context)
            } else {
                handler.logger.info("closing a connection that takes nothing")
                context.close(promise: nil)
            }
        }
    }

    private func bytesHeld(_ context: ChannelHandlerContext) -> Int {
        (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
    }

    private func endIfClosing(_ context: ChannelHandlerContext) {
        guard phase == .closing else { return }
        if lingerTimer == nil {
            lingerTimer = schedule(context, after: limits.lingerTimeout) { _, context in context.close(promise: nil) }
        }
        guard context.channel.isWritable, !outputIsClosed else { return }
        outputIsClosed = true
        context.close(mode: .output, promise: nil)
    }

    private func schedule(
        _ context: ChannelHandlerContext, after delay: Duration,
        _ work: @escaping (ServerConnectionHandler, ChannelHandlerContext) -> Void
    ) -> Scheduled<Void> {
        let bound = NIOLoopBound((self, context, work), eventLoop: context.eventLoop)
        return context.eventLoop.scheduleTask(in: TimeAmount(delay)) {
            let (handler, context, work) = bound.value
            if context.channel.isActive { work(handler, context) }
        }
    }
}

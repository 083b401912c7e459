import NIOCore
import NIOPosix
import WireProtocol

/// A connection on which nothing is ever sent.
final class Silent: Sendable {
    private final class Reader: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private var decoder = FrameDecoder(maximumLength: ProtocolConstants.maximumEventLength)
        private let farewell: EventLoopPromise<WireErrorCode>

        init(farewell: EventLoopPromise<WireErrorCode>) { self.farewell = farewell }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            decoder.append(unwrapInboundIn(data))
            guard let raw = try? decoder.next(), let frame = try? ServerFrame(decoding: raw),
                case .refused(let refused) = frame.message, frame.request == 0
            else { return }
            farewell.succeed(refused.code)
        }

        func channelInactive(context: ChannelHandlerContext) { farewell.fail(ChannelError.eof) }
    }

    private let channel: any Channel
    private let code: EventLoopFuture<WireErrorCode>

    init(port: Int) async throws {
        let loop = MultiThreadedEventLoopGroup.singleton.any()
        let farewell = loop.makePromise(of: WireErrorCode.self)
        code = farewell.futureResult
        do {
            channel = try await ClientBootstrap(group: loop)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(Reader(farewell: farewell))
                    }
                }
                .connect(host: "127.0.0.1", port: port).get()
        } catch {
            farewell.fail(error)
            throw error
        }
    }

    /// What the server says before it closes the connection.
    func farewell() async throws -> WireErrorCode {
        let code = try await code.get()
        try await channel.closeFuture.get()
        return code
    }
}

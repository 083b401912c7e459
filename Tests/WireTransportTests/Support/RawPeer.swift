import NIOCore
import NIOPosix
import WireProtocol

/// A client that sends what it likes and reads only when it wants to.
final class RawPeer {
    private let channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>
    private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private var decoder = FrameDecoder(maximumLength: ProtocolConstants.maximumEventLength)

    private init(
        _ channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>,
        _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator,
        _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) {
        self.channel = channel
        self.inbound = inbound
        self.outbound = outbound
    }

    /// Runs `body` with a connection that is closed afterwards.
    static func connect(port: Int, _ body: (RawPeer) async throws -> Void) async throws {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.socketOption(.so_rcvbuf), value: 16 * 1024)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel,
                        configuration: .init(backPressureStrategy: .init(lowWatermark: 1, highWatermark: 1)))
                }
            }
        try await channel.executeThenClose { inbound, outbound in
            try await body(RawPeer(channel, inbound.makeAsyncIterator(), outbound))
        }
    }

    func send(_ bytes: ByteBuffer) async throws {
        try await outbound.write(bytes)
    }

    /// Leaves the bytes to the event loop, however long it takes to get rid of them.
    func sendWithoutWaiting(_ bytes: ByteBuffer) {
        channel.channel.writeAndFlush(bytes, promise: nil)
    }

    func send(_ message: ClientMessage, request: UInt32) async throws {
        try await send(try ClientFrame(request: request, message).encoded())
    }

    func hello() async throws {
        try await send(.hello(HelloRequest(client: "raw/1")), request: 1)
        _ = try await next()
    }

    /// The next frame; nil at the end of the stream.
    func next() async throws -> ServerFrame? {
        while true {
            if let frame = try decoder.next() { return try ServerFrame(decoding: frame) }
            guard let bytes = try await inbound.next() else { return nil }
            decoder.append(bytes)
        }
    }

    /// Everything that still comes.
    func rest() async throws -> [ServerFrame] {
        var frames: [ServerFrame] = []
        while let frame = try await next() { frames.append(frame) }
        return frames
    }
}

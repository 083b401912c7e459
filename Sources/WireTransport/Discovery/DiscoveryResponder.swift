package import Logging
import NIOCore
import NIOPosix
import WireProtocol

/// Answers who looks for servers in the local network. What is no question is not answered, and questions beyond a small
/// number a second neither; an answer is never longer than its question.
package final class DiscoveryResponder: Sendable {
    private let channel: any Channel

    private init(channel: any Channel) {
        self.channel = channel
    }

    /// - Parameters:
    ///   - wirePort: where the server listens.
    ///   - policy: what it asks of those who come.
    ///   - host: what its machine calls itself.
    ///   - server: its name and version.
    ///   - port: of the datagrams, for tests; several servers of a machine share it.
    /// - Throws: what the system says when the port or the group is not to be had.
    package static func start(
        wirePort: Int, policy: AccessPolicy, host: String, server: String, port: Int = Discovery.port, logger: Logger
    ) async throws -> DiscoveryResponder {
        let answer = DiscoveryAnswer(
            nonce: 0, port: UInt16(clamping: wirePort), asksForToken: policy.tokenFile != nil,
            speaksTLS: policy.certificate != nil, host: host, server: server)
        let channel = try await DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.socketOption(.so_reuseaddr), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Handler(answer: answer, logger: logger))
                }
            }
            .bind(host: "0.0.0.0", port: port).get()
        let group = try SocketAddress(ipAddress: Discovery.group, port: port)
        guard let multicast = channel as? any MulticastChannel else { return DiscoveryResponder(channel: channel) }
        for device in try System.enumerateDevices() where device.isIPv4 && device.multicastSupported {
            // A device that goes away at this moment is none to be asked on.
            try? await multicast.joinGroup(group, device: device).get()
        }
        return DiscoveryResponder(channel: channel)
    }

    /// The port of the datagrams.
    package var port: Int { channel.localAddress?.port ?? 0 }

    package func stop() async {
        // It is closed already, or will be with the process.
        try? await channel.close()
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = AddressedEnvelope<ByteBuffer>
        typealias OutboundOut = AddressedEnvelope<ByteBuffer>

        private let answer: DiscoveryAnswer
        private let logger: Logger
        private let start = ContinuousClock.now
        private var budget = AnswerBudget()

        init(answer: DiscoveryAnswer, logger: Logger) {
            self.answer = answer
            self.logger = logger
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let envelope = unwrapInboundIn(data)
            guard let query = DiscoveryQuery(envelope.data), budget.spend(at: ContinuousClock.now - start) else {
                return
            }
            var answer = answer
            answer.nonce = query.nonce
            context.writeAndFlush(
                wrapOutboundOut(AddressedEnvelope(remoteAddress: envelope.remoteAddress, data: answer.datagram)),
                promise: nil)
        }

        /// An answer that could not be sent, say: the next question is as good as this one.
        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            logger.debug("a discovery datagram failed", metadata: ["reason": "\(error)"])
        }
    }
}

extension NIONetworkDevice {
    var isIPv4: Bool {
        if case .v4 = address { true } else { false }
    }
}

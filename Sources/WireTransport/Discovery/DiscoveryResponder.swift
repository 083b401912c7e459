import Glibc
package import Logging
import NIOCore
import NIOPosix
import WireProtocol

/// Answers who looks for servers in the local network. What is no question is not answered, and questions beyond a small
/// number a second neither; an answer is never longer than its question.
///
/// The server is where its answer comes from. So one that listens on a single address is asked on the device that has it, and
/// on no other. Devices may come and go: once a minute those are asked on that are new.
package final class DiscoveryResponder: Sendable {
    private static let lookInterval = TimeAmount.minutes(1)

    private let channel: any Channel

    private init(channel: any Channel) {
        self.channel = channel
    }

    /// - Parameters:
    ///   - address: that the server listens on: one of this machine's, or 0.0.0.0 or :: for all of them.
    ///   - wirePort: where the server listens.
    ///   - policy: what it asks of those who come.
    ///   - host: what its machine calls itself.
    ///   - server: its name and version.
    ///   - port: of the datagrams, for tests; several servers of a machine share it.
    /// - Throws: what the system says when the port or the group is not to be had.
    package static func start(
        listeningOn address: String, wirePort: Int, policy: AccessPolicy, host: String, server: String,
        port: Int = Discovery.port, logger: Logger
    ) async throws -> DiscoveryResponder {
        let answer = DiscoveryAnswer(
            nonce: 0, port: UInt16(clamping: wirePort), asksForToken: policy.tokenFile != nil,
            speaksTLS: policy.certificate != nil, host: host, server: server)
        let isEverywhere = ["0.0.0.0", "::"].contains(address)
        let single = isEverywhere ? nil : try SocketAddress.makeAddressResolvingHost(address, port: wirePort).ipAddress
        let channel = try await DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.socketOption(.so_reuseaddr), value: 1)
            // Linux gives every socket of the port what any program of the machine has joined, unless told otherwise.
            .channelOption(.socket(SocketOptionLevel(IPPROTO_IP), SocketOptionName(IP_MULTICAST_ALL)), value: 0)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        Handler(answer: answer, isOnLoopback: single == nil, logger: logger))
                }
            }
            .bind(host: "0.0.0.0", port: port).get()
        let group = try SocketAddress(ipAddress: Discovery.group, port: port)
        let isJoined = try await join(group, on: channel, address: single)
        if !isJoined { logger.warning("no device for multicast has the server's address: it is looked for again") }
        channel.eventLoop.scheduleRepeatedAsyncTask(initialDelay: lookInterval, delay: lookInterval) { task in
            guard channel.isActive else {
                task.cancel()
                return channel.eventLoop.makeSucceededVoidFuture()
            }
            return channel.eventLoop.makeFutureWithTask {
                // What the system does not tell now, it may tell in a minute.
                _ = try? await join(group, on: channel, address: single)
            }
        }
        return DiscoveryResponder(channel: channel)
    }

    /// - Parameter address: of the device; nil for all devices.
    /// - Returns: whether there was such a device.
    private static func join(_ group: SocketAddress, on channel: any Channel, address: String?) async throws -> Bool {
        guard let multicast = channel as? any MulticastChannel else { return false }
        let devices = try System.enumerateDevices().filter { device in
            device.isIPv4 && device.multicastSupported && (address == nil || device.address?.ipAddress == address)
        }
        for device in devices {
            // A device that goes away at this moment is none to be asked on, and one that was joined before stays so.
            try? await multicast.joinGroup(group, device: device).get()
        }
        return !devices.isEmpty
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
        /// Whether the server can be reached there.
        private let isOnLoopback: Bool
        private let logger: Logger
        private let start = ContinuousClock.now
        private var budget = AnswerBudget()

        init(answer: DiscoveryAnswer, isOnLoopback: Bool, logger: Logger) {
            self.answer = answer
            self.isOnLoopback = isOnLoopback
            self.logger = logger
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let envelope = unwrapInboundIn(data)
            let isFromHere = envelope.remoteAddress.ipAddress?.hasPrefix("127.") == true
            guard isOnLoopback || !isFromHere, let query = DiscoveryQuery(envelope.data),
                budget.spend(at: ContinuousClock.now - start)
            else {
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

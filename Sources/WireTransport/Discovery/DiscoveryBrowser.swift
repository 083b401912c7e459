import NIOCore
import NIOPosix
package import WireProtocol

/// Looks for servers in the local network.
package enum DiscoveryBrowser {
    package struct Found: Equatable, Sendable {
        package let address: ServerAddress
        package let answer: DiscoveryAnswer
    }

    /// More are not told: a network that answers more is not asked in good faith.
    private static let most = 256

    /// Asks on all devices, twice, since datagrams may be lost.
    ///
    /// - Parameters:
    ///   - time: how long answers are waited for.
    ///   - port: of the datagrams, for tests.
    ///   - onFound: called for each address once: a server may have several.
    /// - Throws: what the system says when no question could be sent.
    package static func search(
        for time: Duration, port: Int = Discovery.port, onFound: @escaping @Sendable (Found) async throws -> Void
    ) async throws {
        let query = DiscoveryQuery()
        let (answers, continuation) = AsyncStream.makeStream(
            of: Found.self, bufferingPolicy: .bufferingOldest(most))
        var channels: [any Channel] = []
        defer { for channel in channels { channel.close(promise: nil) } }
        var failure: (any Error)?
        for device in try System.enumerateDevices() where device.isIPv4 && device.multicastSupported {
            do {
                let group = try SocketAddress(ipAddress: Discovery.group, port: port)
                channels.append(try await ask(query, at: group, from: device.address?.ipAddress, continuation))
            } catch {
                failure = error
            }
        }
        // This machine's own servers hear it even where the loopback device takes no multicast.
        do {
            channels.append(
                try await ask(
                    query, at: SocketAddress(ipAddress: "127.0.0.1", port: port), from: "127.0.0.1", continuation))
        } catch {
            failure = error
        }
        if channels.isEmpty, let failure { throw failure }
        let timer = Task {
            try? await Task.sleep(for: time)
            continuation.finish()
        }
        defer { timer.cancel() }
        var seen: Set<String> = []
        for await found in answers where seen.count < most && seen.insert("\(found.address)").inserted {
            try await onFound(found)
        }
    }

    private static func ask(
        _ query: DiscoveryQuery, at address: SocketAddress, from local: String?,
        _ answers: AsyncStream<Found>.Continuation
    ) async throws -> any Channel {
        guard let local else { throw ChannelError.unknownLocalAddress }
        let channel = try await open(SocketAddress(ipAddress: local, port: 0), query, answers)
        do {
            try await send(query, to: address, on: channel)
        } catch {
            channel.close(promise: nil)
            throw error
        }
        return channel
    }

    private static func send(_ query: DiscoveryQuery, to address: SocketAddress, on channel: any Channel) async throws {
        let envelope = AddressedEnvelope(remoteAddress: address, data: query.datagram)
        try await channel.writeAndFlush(envelope)
        channel.eventLoop.scheduleTask(in: .milliseconds(200)) { channel.writeAndFlush(envelope, promise: nil) }
    }

    private static func open(
        _ local: SocketAddress, _ query: DiscoveryQuery, _ answers: AsyncStream<Found>.Continuation
    ) async throws -> any Channel {
        try await DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Listener(nonce: query.nonce, answers: answers))
                }
            }
            .bind(to: local).get()
    }

    private final class Listener: ChannelInboundHandler {
        typealias InboundIn = AddressedEnvelope<ByteBuffer>

        private let nonce: UInt64
        private let answers: AsyncStream<Found>.Continuation

        init(nonce: UInt64, answers: AsyncStream<Found>.Continuation) {
            self.nonce = nonce
            self.answers = answers
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let envelope = unwrapInboundIn(data)
            guard let answer = DiscoveryAnswer(envelope.data), answer.nonce == nonce,
                let host = envelope.remoteAddress.ipAddress
            else { return }
            answers.yield(Found(address: ServerAddress(host: host, port: Int(answer.port)), answer: answer))
        }

        /// Nobody listens there, say.
        func errorCaught(context: ChannelHandlerContext, error: any Error) {}
    }
}

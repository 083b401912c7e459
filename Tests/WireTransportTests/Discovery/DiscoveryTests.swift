import Logging
import NIOCore
import NIOPosix
import Synchronization
import Testing
import WireProtocol

@testable import WireTransport

@Suite struct DiscoveryTests {
    private static func responder(
        _ wirePort: Int = 7000, listeningOn address: String = "0.0.0.0"
    ) async throws -> DiscoveryResponder {
        let policy = try AccessPolicy(host: "0.0.0.0", insecure: true, tls: true, dataFolder: "/nowhere")
        return try await DiscoveryResponder.start(
            listeningOn: address, wirePort: wirePort, policy: policy, host: "pi", server: "test/1", port: 0,
            logger: Logger(label: "test"))
    }

    @Test func `a server is found on its own machine`() async throws {
        let responder = try await Self.responder()
        let found = Mutex<[DiscoveryBrowser.Found]>([])
        try await DiscoveryBrowser.search(for: .seconds(2), port: responder.port) { server in
            found.withLock { $0.append(server) }
        }
        let all = found.withLock(\.self)
        #expect(all.contains { $0.address == ServerAddress(host: "127.0.0.1", port: 7000) })
        for server in all {
            #expect(server.answer.host == "pi" && server.answer.server == "test/1")
            #expect(server.answer.speaksTLS && !server.answer.asksForToken)
        }
        #expect(Set(all.map(\.address)).count == all.count, "a server is told once")
        await responder.stop()
    }

    @Test func `a server that listens on one address is not found at another`() async throws {
        // An address for documentation (RFC 5737), which no device has.
        let responder = try await Self.responder(listeningOn: "192.0.2.1")
        let found = Mutex(0)
        try await DiscoveryBrowser.search(for: .milliseconds(500), port: responder.port) { _ in
            found.withLock { $0 += 1 }
        }
        #expect(found.withLock(\.self) == 0)
        await responder.stop()
    }

    @Test func `hostile datagrams are not answered, and the next question is`() async throws {
        let responder = try await Self.responder()
        let received = Mutex(0)
        let channel = try await DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Counter { received.withLock { $0 += 1 } })
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let address = try SocketAddress(ipAddress: "127.0.0.1", port: responder.port)
        let question = DiscoveryQuery().datagram
        let half = try #require(question.getSlice(at: 0, length: 100))
        for bytes in [ByteBuffer(), ByteBuffer(string: "RVRD"), half, ByteBuffer(repeating: 0xFF, count: 60_000)] {
            try await channel.writeAndFlush(AddressedEnvelope(remoteAddress: address, data: bytes))
        }
        try await channel.writeAndFlush(AddressedEnvelope(remoteAddress: address, data: question))
        for _ in 0..<200 where received.withLock({ $0 }) == 0 { try await Task.sleep(for: .milliseconds(50)) }
        #expect(received.withLock(\.self) == 1)
        try await channel.close()
        await responder.stop()
    }

    @Test func `answers are limited by the second`() {
        var budget = AnswerBudget(most: 3, perSecond: 2)
        let times = [0, 0, 0, 0, 0, 400, 600, 1_000_000, 1_000_000, 1_000_000, 1_000_000, 0]
        var spent: [Bool] = []
        for time in times { spent.append(budget.spend(at: .milliseconds(time))) }
        // A clock that goes back gives nothing.
        #expect(
            spent == [true, true, true, false, false, false, true, true, true, true, false, false])
    }

    private final class Counter: ChannelInboundHandler {
        typealias InboundIn = AddressedEnvelope<ByteBuffer>

        private let count: @Sendable () -> Void

        init(_ count: @escaping @Sendable () -> Void) { self.count = count }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) { count() }
    }
}

import Logging
import NIOCore
import NIOEmbedded
import TestSupport
import Testing
import WireProtocol

@testable import WireTransport

/// The handler on a channel whose clock and writability the test sets.
@Suite(.timeLimit(.minutes(1)))
struct ServerConnectionHandlerTests {
    /// A connected channel with a handler on it.
    private struct Peer {
        let channel = NIOAsyncTestingChannel()
        let connection: ServerConnection

        init(_ limits: ServerLimits = ServerLimits(), security: ServerSecurity = .open) async throws {
            let welcome = Welcome(maximumCount: 4, maximumSteps: 100, maximumPromptBytes: 64, server: "test/1")
            let connection = ServerConnection(
                channel: channel, welcome: welcome, security: security, limits: limits)
            self.connection = connection
            let channel = self.channel
            try await channel.testingEventLoop.executeInContext {
                try channel.pipeline.syncOperations.addHandler(
                    ServerConnectionHandler(
                        connection: connection, maximumRequestBytes: 65_536, limits: limits,
                        pack: { pixels, _, _, _, _ in pixels },
                        failures: SharedFailures(), logger: Logger(label: "test")))
            }
            try await channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1))
        }

        func send(_ message: ClientMessage, request: UInt32) async throws {
            try await channel.writeInbound(try ClientFrame(request: request, message).encoded())
        }

        func hello() async throws {
            try await send(.hello(HelloRequest(client: "")), request: 1)
            #expect(try await received().map { $0.message.type } == [.welcome])
        }

        /// The frames that were written since the last call.
        func received() async throws -> [ServerFrame] {
            var decoder = FrameDecoder(maximumLength: ProtocolConstants.maximumEventLength)
            var frames: [ServerFrame] = []
            while let bytes = try await channel.readOutbound(as: ByteBuffer.self) {
                decoder.append(bytes)
                while let frame = try decoder.next() { frames.append(try ServerFrame(decoding: frame)) }
            }
            #expect(!decoder.isMidFrame)
            return frames
        }

        func refusals() async throws -> [WireErrorCode] {
            try await received().compactMap { if case .refused(let refused) = $0.message { refused.code } else { nil } }
        }

        func setWritable(_ isWritable: Bool) async throws {
            try await channel.testingEventLoop.executeInContext {
                channel.isWritable = isWritable
                channel.pipeline.fireChannelWritabilityChanged()
            }
        }

        func pass(_ time: TimeAmount) async {
            await channel.testingEventLoop.advanceTime(by: time)
        }
    }

    @Test func framesMayComeInAnyPieces() async throws {
        var stream = try ClientFrame(request: 1, .hello(HelloRequest(client: "pieces"))).encoded()
        for request in 2...4 as ClosedRange<UInt32> {
            let ping = ClientFrame(request: request, .ping(PingRequest(payload: UInt64(request))))
            stream.writeImmutableBuffer(try ping.encoded())
        }
        for size in [1, 2, 3, 5, 7, 13, stream.readableBytes] {
            let peer = try await Peer()
            var rest = stream
            while let piece = rest.readSlice(length: min(size, rest.readableBytes)), piece.readableBytes > 0 {
                try await peer.channel.writeInbound(piece)
            }
            let frames = try await peer.received()
            #expect(frames.map(\.request) == [1, 2, 3, 4], "in pieces of \(size)")
            #expect(frames.dropFirst().map(\.message) == (2...4).map { .pong(Pong(payload: $0)) })
        }
    }

    @Test func aHandshakeHasItsTime() async throws {
        let silent = try await Peer()
        await silent.pass(.seconds(9))
        #expect(silent.channel.isActive)
        await silent.pass(.seconds(1))
        #expect(try await silent.refusals() == [.helloExpected])
        #expect(!silent.channel.isActive)

        let polite = try await Peer()
        try await polite.hello()
        await polite.pass(.hours(24))
        #expect(polite.channel.isActive)
    }

    @Test func aWrongProofIsAnsweredAfterAWhile() async throws {
        let security = ServerSecurity(token: try Token(String(repeating: "secret", count: 6)))
        let peer = try await Peer(security: security)
        try await peer.send(.hello(HelloRequest(client: "")), request: 1)
        #expect(try await peer.received().map { $0.message.type } == [.challenge])
        try await peer.send(.authenticate(AuthenticateRequest(proof: .none)), request: 2)
        await peer.pass(.milliseconds(249))
        #expect(try await peer.received().isEmpty)
        await peer.pass(.milliseconds(1))
        #expect(try await peer.refusals() == [.unauthorized])

        let slow = try await Peer(security: security)
        try await slow.send(.hello(HelloRequest(client: "")), request: 1)
        _ = try await slow.received()
        await slow.pass(.seconds(10))
        #expect(try await slow.refusals() == [.unauthorized])
    }

    @Test func aFrameHasItsTimeHoweverItDrips() async throws {
        let peer = try await Peer()
        try await peer.hello()
        var ping = try ClientFrame(request: 2, .ping(PingRequest(payload: 1))).encoded()
        for _ in 0..<9 {
            try await peer.channel.writeInbound(try #require(ping.getSlice(at: ping.readerIndex, length: 1)))
            ping.moveReaderIndex(forwardBy: 1)
            await peer.pass(.seconds(1))
        }
        #expect(peer.channel.isActive)
        await peer.pass(.seconds(1))
        #expect(try await peer.refusals() == [.malformed])
        #expect(!peer.channel.isActive)
    }

    @Test func everyFrameHasItsOwnTime() async throws {
        let peer = try await Peer()
        try await peer.hello()
        let ping = try ClientFrame(request: 2, .ping(PingRequest(payload: 1))).encoded()
        let (head, tail) = (ping.getSlice(at: 0, length: 5), ping.getSlice(at: 5, length: 13))
        try await peer.channel.writeInbound(try #require(head))
        for _ in 0..<5 {
            await peer.pass(.seconds(8))
            var both = try #require(tail)
            both.writeImmutableBuffer(try #require(head))
            try await peer.channel.writeInbound(both)
        }
        #expect(try await peer.received().count == 5)
        #expect(peer.channel.isActive)
    }

    @Test func nothingIsWrittenWhileTheChannelIsFull() async throws {
        let peer = try await Peer()
        try await peer.hello()
        try await peer.setWritable(false)
        try await peer.send(.ping(PingRequest(payload: 1)), request: 2)
        #expect(try await peer.received().isEmpty)
        try await peer.setWritable(true)
        #expect(try await peer.received() == [ServerFrame(request: 2, .pong(Pong(payload: 1)))])
    }

    @Test func framesThatWaitGoOutTogether() async throws {
        let peer = try await Peer()
        try await peer.hello()
        try await peer.setWritable(false)
        for request in 2...9 as ClosedRange<UInt32> {
            try await peer.send(.ping(PingRequest(payload: 1)), request: request)
        }
        try await peer.setWritable(true)
        let bytes = try #require(try await peer.channel.readOutbound(as: ByteBuffer.self))
        #expect(bytes.readableBytes == 8 * 18)
        #expect(try await peer.received().isEmpty)
    }

    @Test func whatGoesOutTogetherIsBounded() async throws {
        let peer = try await Peer()
        let service = ScriptedService(pictureSide: 100)
        async let served: Void = peer.connection.serve(service) { 1 }
        try await peer.hello()
        try await peer.setWritable(false)
        try await peer.send(.submit(.scripted(count: 5)), request: 2)
        try await eventually("the job has ended") { service.finishedCount == 1 }
        try await peer.setWritable(true)
        var writes = 0
        var types: [MessageType] = []
        try await eventually("all has come") {
            while let bytes = try? await peer.channel.readOutbound(as: ByteBuffer.self) {
                var decoder = FrameDecoder(maximumLength: ProtocolConstants.maximumEventLength)
                decoder.append(bytes)
                var frames: [RawFrame] = []
                while let frame = try? decoder.next() { frames.append(frame) }
                #expect(bytes.readableBytes - (frames.last?.payload.readableBytes ?? 0) < 16 * 1024 + 10)
                types += frames.compactMap { MessageType(rawValue: $0.type) }
                writes += 1
            }
            return types.last == .finished
        }
        #expect(types.count { $0 == .image } == 5 && writes < types.count)
        try await peer.channel.close()
        await served
    }

    @Test func viewersAreToldTogetherAndThenWoken() async throws {
        let peers = [try await Peer(), try await Peer()]
        let service = ScriptedService()
        try await withThrowingDiscardingTaskGroup { group in
            for peer in peers {
                group.addTask { await peer.connection.serve(service) { 1 } }
                try await peer.hello()
                try await peer.send(.submit(.scripted("wait", steps: 1)), request: 2)
                var types: [MessageType] = []
                try await eventually("the job waits") {
                    types += (try? await peer.received())?.map { $0.message.type } ?? []
                    return types.last == .preview
                }
            }
            var wakeUps = WakeUps()
            let queued = Queued(position: 3)
            service.watchers.send(.queued(queued), waking: &wakeUps)
            for peer in peers { #expect(try await peer.received().isEmpty) }
            wakeUps.wakeAll()
            for peer in peers {
                var frames: [ServerFrame] = []
                try await eventually("the event has come") {
                    frames += (try? await peer.received()) ?? []
                    return !frames.isEmpty
                }
                #expect(frames == [ServerFrame(request: 2, .queued(queued))])
                try await peer.channel.close()
            }
        }
    }

    @Test func requestsWaitWhileAnswersDo() async throws {
        var limits = ServerLimits()
        limits.pendingAnswers = 2
        let peer = try await Peer(limits)
        try await peer.hello()
        try await peer.setWritable(false)
        for request in 2...9 as ClosedRange<UInt32> {
            try await peer.send(.ping(PingRequest(payload: UInt64(request))), request: request)
        }
        #expect(!peer.connection.withState { $0.wantsRequests })
        // Whoever is not read cannot be late with a frame.
        await peer.pass(.seconds(30))
        #expect(try await peer.received().isEmpty)
        try await peer.setWritable(true)
        #expect(try await peer.received().map(\.request) == Array(2...9))
    }

    @Test func whoTakesNothingIsLeft() async throws {
        let peer = try await Peer()
        try await peer.hello()
        try await peer.setWritable(false)
        await peer.pass(.seconds(59))
        #expect(peer.channel.isActive)
        await peer.pass(.seconds(1))
        #expect(!peer.channel.isActive)
    }

    @Test func aClosingConnectionThatTakesNothingEndsSoon() async throws {
        let peer = try await Peer()
        try await peer.hello()
        try await peer.setWritable(false)
        peer.connection.shutDown("Bye.")
        await peer.pass(.seconds(1))
        #expect(peer.channel.isActive)
        await peer.pass(.seconds(1))
        #expect(!peer.channel.isActive)
        #expect(try await peer.received().isEmpty)
    }

    @Test func theServiceIsAskedInOrderAndToldOfTheEnd() async throws {
        let peer = try await Peer()
        let service = ScriptedService()
        async let served: Void = peer.connection.serve(service) { 1 }
        try await peer.hello()
        try await peer.send(.submit(.scripted("wait")), request: 2)
        try await peer.send(.listModels(ListModelsRequest()), request: 3)
        var frames: [ServerFrame] = []
        try await eventually("both are answered") {
            frames += (try? await peer.received()) ?? []
            return frames.contains { $0.message.type == .models }
        }
        let answers = frames.map { $0.message.type }.filter { $0 == .accepted || $0 == .models }
        #expect(answers == [.accepted, .models])
        try await peer.channel.close()
        await served
        #expect(service.left.count == 1)
    }
}

import Foundation
import NIOCore
import NIOPosix
import Testing
import WireProtocol
import WireTransport

/// Peers that break the protocol, over a real socket: each gets its ERROR, and the server goes on serving others.
@Suite(.timeLimit(.minutes(2)))
struct HostilePeerTests {
    /// Sends `bytes` after a HELLO if `greets`, and expects ERROR `code` and the end of the connection.
    private func expectEnd(_ bytes: ByteBuffer, greets: Bool, _ code: WireErrorCode) async throws {
        let service = ScriptedService()
        try await withServer(service) { server in
            try await RawPeer.connect(port: server.port) { peer in
                if greets { try await peer.hello() }
                // The server may have closed before all is written, which is as good.
                try? await peer.send(bytes)
                let frames = try await peer.rest()
                #expect(frames.map(\.request) == [0])
                guard case .refused(let refused)? = frames.last?.message else {
                    return #expect(Bool(false), "no ERROR")
                }
                #expect(refused.code == code)
                #expect(refused.message.hasSuffix("."))
            }
            try await withClient(server) { client in
                let models = try await client.models()
                #expect(models == [ScriptedService.model])
            }
        }
    }

    @Test func aPromptOfTenMegabytes() async throws {
        var bytes = ByteBuffer(integer: UInt32(10_000_100))
        bytes.writeInteger(MessageType.submit.rawValue)
        bytes.writeInteger(UInt32(2))
        bytes.writeRepeatingByte(0x70, count: 10_000_094)
        try await expectEnd(bytes, greets: true, .frameTooLarge)
    }

    @Test(arguments: [UInt32.max, 65_537])
    func anImpossibleLength(_ length: UInt32) async throws {
        try await expectEnd(ByteBuffer(integer: length), greets: true, .frameTooLarge)
    }

    @Test(arguments: [0, 5] as [UInt32])
    func aLengthBelowTheMinimum(_ length: UInt32) async throws {
        try await expectEnd(ByteBuffer(integer: length), greets: true, .malformed)
    }

    @Test(arguments: ["GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n"])
    func anotherProtocol(_ text: String) async throws {
        try await expectEnd(ByteBuffer(string: text), greets: false, .frameTooLarge)
    }

    @Test func theWrongMagic() async throws {
        var bytes = try ClientFrame(request: 1, .hello(HelloRequest(client: ""))).encoded()
        bytes.setInteger(UInt32(0x5256_524A), at: 10)
        try await expectEnd(bytes, greets: false, .malformed)
    }

    @Test func theWrongVersion() async throws {
        let hello = HelloRequest(minimumVersion: 4, maximumVersion: 5, client: "")
        try await expectEnd(try ClientFrame(request: 1, .hello(hello)).encoded(), greets: false, .unsupportedVersion)
    }

    @Test func noHello() async throws {
        try await expectEnd(
            try ClientFrame(request: 1, .submit(.scripted())).encoded(), greets: false, .helloExpected)
    }

    @Test func silenceAfterConnecting() async throws {
        var limits = ServerLimits()
        limits.handshakeTimeout = .milliseconds(50)
        try await withServer(ScriptedService(), limits: limits) { server in
            try await RawPeer.connect(port: server.port) { peer in
                guard case .refused(let refused)? = try await peer.rest().last?.message else {
                    return #expect(Bool(false), "no ERROR")
                }
                #expect(refused.code == .helloExpected)
            }
        }
    }

    @Test(arguments: [1, 4, 9, 17])
    func halfAFrame(_ length: Int) async throws {
        var limits = ServerLimits()
        limits.frameTimeout = .milliseconds(50)
        try await withServer(ScriptedService(), limits: limits) { server in
            try await RawPeer.connect(port: server.port) { peer in
                try await peer.hello()
                var ping = try ClientFrame(request: 2, .ping(PingRequest(payload: 1))).encoded()
                try await peer.send(try #require(ping.readSlice(length: length)))
                guard case .refused(let refused)? = try await peer.rest().last?.message else {
                    return #expect(Bool(false), "no ERROR")
                }
                #expect(refused.code == .malformed)
            }
        }
    }

    /// A machine that was switched off sends nothing that would end its connections: the kernel has to ask it.
    @Test func silentPeersAreAskedWhetherTheyAreStillThere() async throws {
        try await withServer(ScriptedService()) { server in
            try await RawPeer.connect(port: server.port) { peer in
                try await peer.hello()
                // The fields are the number, both addresses, the state, the queues, and the timer: 02 is keep-alive's, and
                // behind it are the hundredths of a second that it has left.
                let address = String(format: "0100007F:%04X", server.port)
                let file = try #require(FileHandle(forReadingAtPath: "/proc/net/tcp"))
                let table = String(decoding: try file.readToEnd() ?? Data(), as: UTF8.self)
                let lines = table.split(separator: "\n").map { $0.split(separator: " ") }
                let timers = lines.filter { $0.count > 5 && $0[1] == address && $0[3] == "01" }.map { $0[5] }
                #expect(timers.count == 1 && timers.allSatisfy { $0.hasPrefix("02:") }, "\(timers) in \(lines)")
                for timer in timers { #expect(Int(timer.dropFirst(3), radix: 16).map { $0 <= 6_000 } == true) }
            }
        }
    }

    @Test func moreConnectionsThanTheServerTakes() async throws {
        var limits = ServerLimits()
        limits.maximumConnections = 1
        try await withServer(ScriptedService(), limits: limits) { server in
            try await withClient(server) { first in
                let error = await #expect(throws: ConnectionError.self) { try await withClient(server) { _ in } }
                #expect(error?.code == .busy)
                let time = try await first.ping()
                #expect(time > .zero)
            }
        }
    }

    /// Two thousand that say nothing, more than there are places: whoever is in goes on as before, and each of them is told
    /// why it has to go when its time is up, or at once.
    @Test func aCrowdThatSaysNothing() async throws {
        try OpenFiles.require(4_500)
        var limits = ServerLimits()
        limits.maximumConnections = 1_500
        limits.handshakeTimeout = .seconds(2)
        try await withServer(ScriptedService(), limits: limits) { server in
            try await withClient(server) { client in
                var crowd: [Silent] = []
                for _ in 0..<2_000 { crowd.append(try await Silent(port: server.port)) }
                let events = try await client.submit(.scripted()).events.all()
                #expect(events.last?.isTerminal == true)
                var codes: [WireErrorCode: Int] = [:]
                for silent in crowd { codes[try await silent.farewell(), default: 0] += 1 }
                #expect(codes.values.reduce(0, +) == 2_000)
                #expect(Set(codes.keys).isSubset(of: [.helloExpected, .busy]), "\(codes)")
                #expect(codes[.helloExpected, default: 0] >= 1_000, "\(codes)")
                // Places are free again.
                try await withClient(server) { other in
                    let status = try await other.status()
                    #expect(status.connections <= 3)
                }
            }
        }
    }

    /// Random bytes after a good HELLO, many times over: the server must live.
    @Test func garbage() async throws {
        let service = ScriptedService()
        try await withServer(service) { server in
            for _ in 0..<30 {
                try await RawPeer.connect(port: server.port) { peer in
                    try await peer.hello()
                    let bytes = (0..<Int.random(in: 4...300)).map { _ in UInt8.random(in: .min ... .max) }
                    var frame = ByteBuffer()
                    // Half of them in a frame of their own, so that they come as far as the messages.
                    if Bool.random() {
                        frame.writeInteger(UInt32(bytes.count + 6))
                        frame.writeInteger(UInt16.random(in: 1...11))
                        frame.writeInteger(UInt32(2))
                    }
                    frame.writeBytes(bytes)
                    try? await peer.send(frame)
                }
            }
            try await withClient(server) { client in
                let events = try await client.submit(.scripted()).events.all()
                #expect(events.last?.isTerminal == true)
            }
        }
    }

    /// Sends requests for a long time before it reads an answer: the server stops reading, serves others meanwhile, and
    /// answers every one in the end.
    @Test func aClientThatDoesNotRead() async throws {
        try await withServer(ScriptedService()) { server in
            try await RawPeer.connect(port: server.port) { peer in
                try await peer.hello()
                var requests = ByteBuffer()
                for request in 2..<3000 as Range<UInt32> {
                    let frame = ClientFrame(request: request, .listModels(ListModelsRequest()))
                    requests.writeImmutableBuffer(try frame.encoded())
                }
                peer.sendWithoutWaiting(requests)
                try await withClient(server) { client in
                    let time = try await client.ping()
                    #expect(time > .zero)
                }
                let models = ServerMessage.models(ModelList(models: [ScriptedService.model]))
                for request in 2..<3000 as Range<UInt32> {
                    let frame = try await peer.next()
                    try #require(frame == ServerFrame(request: request, models))
                }
            }
        }
    }
}

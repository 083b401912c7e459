import NIOCore
import NIOPosix
import Testing
import WireProtocol
import WireTransport

/// What a client says of servers that are not there, or not what they should be.
@Suite(.timeLimit(.minutes(2)))
struct ConnectingTests {
    private func connect(
        _ host: String = "127.0.0.1", port: Int, timeout: Duration = .seconds(5), keepAlive: Duration = .seconds(10)
    ) async throws -> WireClient {
        try await WireClient.connect(
            to: ServerAddress(host: host, port: port), clientName: "test/1", timeout: timeout, keepAlive: keepAlive,
            logger: nil)
    }

    /// What a server does with every connection.
    private enum Conduct: Sendable {
        case saysNothing
        case hangsUp
        case says(ByteBuffer)

        func act(on channel: any Channel) {
            switch self {
            case .saysNothing: break
            case .hangsUp: channel.close(promise: nil)
            case .says(let bytes): channel.writeAndFlush(bytes, promise: nil)
            }
        }
    }

    /// Runs `body` with the port of a server that behaves like that.
    private func withPeer(_ conduct: Conduct, _ body: (Int) async throws -> Void) async throws {
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.execute { conduct.act(on: channel) }
                return channel.eventLoop.makeSucceededVoidFuture()
            }
            .bind(host: "127.0.0.1", port: 0).get()
        do {
            try await body(server.localAddress?.port ?? 0)
        } catch {
            try await server.close()
            throw error
        }
        try await server.close()
    }

    @Test func nothingListens() async throws {
        let free = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton).bind(
            host: "127.0.0.1", port: 0
        ).get()
        let port = try #require(free.localAddress?.port)
        try await free.close()
        let error = await #expect(throws: ConnectionError.self) { try await connect(port: port) }
        #expect(error?.code == .refused)
        #expect(error?.description.contains("127.0.0.1:\(port)") == true)
        #expect(error?.description.contains("reverie-server") == true)
        let byName = await #expect(throws: ConnectionError.self) { try await connect("localhost", port: port) }
        #expect(byName?.code == .refused)
    }

    @Test func noSuchHost() async throws {
        let error = await #expect(throws: ConnectionError.self) {
            try await connect("no such host!", port: 7433)
        }
        #expect(error?.code == .unknownHost)
    }

    @Test(arguments: [0, -1, 65_536])
    func noSuchPort(_ port: Int) async throws {
        let error = await #expect(throws: ConnectionError.self) { try await connect(port: port) }
        #expect(error?.code == .invalidAddress)
    }

    @Test func aServerThatSaysNothing() async throws {
        try await withPeer(.saysNothing) { port in
            let error = await #expect(throws: ConnectionError.self) {
                try await connect(port: port, timeout: .milliseconds(100))
            }
            #expect(error?.code == .timedOut)
        }
    }

    @Test func aServerThatHangsUp() async throws {
        try await withPeer(.hangsUp) { port in
            let error = await #expect(throws: ConnectionError.self) { try await connect(port: port) }
            #expect(error?.code == .lost)
        }
    }

    @Test(arguments: ["HTTP/1.1 400 Bad Request\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n", "\0\0\0\u{6}\u{7F}\0\0\0\0\u{1}"])
    func aServerOfAnotherProtocol(_ text: String) async throws {
        try await withPeer(.says(ByteBuffer(string: text))) { port in
            let error = await #expect(throws: ConnectionError.self) { try await connect(port: port) }
            #expect(error?.code == .protocolViolation)
        }
    }

    @Test func aServerOfAnotherVersion() async throws {
        let refusal = Refused(code: .unsupportedVersion, retryable: false, message: "This server speaks 2 to 3.")
        let bytes = try ServerFrame(request: 0, .refused(refusal)).encoded()
        try await withPeer(.says(bytes)) { port in
            let error = await #expect(throws: ConnectionError.self) { try await connect(port: port) }
            #expect(error?.code == .unsupportedVersion)
            #expect(error?.description.contains("speaks 2 to 3") == true)
        }
    }

    @Test func aServerThatFallsSilent() async throws {
        let welcome = Welcome(maximumCount: 1, maximumSteps: 1, maximumPromptBytes: 1, server: "mute/1")
        let bytes = try ServerFrame(request: 1, .welcome(welcome)).encoded()
        try await withPeer(.says(bytes)) { port in
            let client = try await connect(port: port, keepAlive: .milliseconds(30))
            let error = await #expect(throws: ConnectionError.self) { _ = try await client.models() }
            #expect(error?.code == .notResponding)
            await client.close()
        }
    }

    @Test func aPortInUse() async throws {
        try await withServer(ScriptedService()) { server in
            let error = await #expect(throws: BindError.self) {
                try await withServer(ScriptedService(), port: server.port) { _ in }
            }
            #expect(error?.code == .addressInUse)
            #expect(error?.description.hasPrefix("Port \(server.port) on 127.0.0.1 is in use.") == true)
        }
    }

    @Test(
        arguments: [
            ("no such host!", 0, .unknownHost), ("203.0.113.7", 0, .addressNotHere),
            ("127.0.0.1", 70_000, .other),
        ] as [(String, Int, BindError.Code)])
    func anAddressThatCannotBeBound(host: String, port: Int, code: BindError.Code) async throws {
        let error = await #expect(throws: BindError.self) {
            try await withServer(ScriptedService(), host: host, port: port) { _ in }
        }
        #expect(error?.code == code)
    }
}

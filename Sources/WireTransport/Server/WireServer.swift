package import Logging
import NIOCore
import NIOPosix
import NIOSSL
import WireProtocol

/// Listens for clients and answers them through a service.
package struct WireServer: Sendable {
    /// The port it listens on: the one it chose itself if it was told 0.
    package let port: Int

    /// One thread speaks the protocol: it is little work, the cores are there to compute, and with every further thread there
    /// would be one more to wake after each step.
    private static let eventLoops = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    private let channel: any Channel
    private let registry: ConnectionRegistry

    /// Listens from here on. Connections are served at once; `run` waits for the end.
    ///
    /// - Throws: `BindError`.
    package static func bind(
        host: String, port: Int, service: any WireService, security: ServerSecurity = .open,
        limits: ServerLimits = ServerLimits(), logger: Logger
    ) async throws -> WireServer {
        guard (0...65_535).contains(port) else {
            throw BindError(code: .other, host: host, port: port, detail: "ports are numbers from 0 to 65535.")
        }
        let registry = ConnectionRegistry(maximum: limits.maximumConnections)
        let welcome = service.welcome.clamped
        let failures = SharedFailures()
        let bootstrap = ServerBootstrap(group: eventLoops)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.so_keepalive), value: 1)
            .childChannelOption(.tcpOption(.keepAliveIdle), value: .init(limits.silence.components.seconds))
            .childChannelOption(.tcpOption(.keepAliveInterval), value: .init(ServerLimits.probeInterval))
            .childChannelOption(.tcpOption(.keepAliveCount), value: .init(ServerLimits.probes))
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.tcpOption(.unsentLowWaterMark), value: 64 * 1024)
            .childChannelOption(.writeBufferWaterMark, value: .init(low: 1, high: 1))
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let identity = security.identity {
                        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: identity.context))
                    }
                    let connection = ServerConnection(
                        channel: channel, welcome: welcome, security: security, limits: limits)
                    try channel.pipeline.syncOperations.addHandler(
                        ServerConnectionHandler(
                            connection: connection, maximumRequestBytes: Int(welcome.maximumRequestBytes),
                            limits: limits,
                            pack: { service.pack($0, width: $1, height: $2, channels: $3, as: $4) },
                            sentPreview: { service.sentPreview(replacing: $0) }, failures: failures, logger: logger))
                    registry.add(connection, serving: service)
                }
            }
        do {
            let channel = try await bootstrap.bind(host: host, port: port).get()
            return WireServer(port: channel.localAddress?.port ?? port, channel: channel, registry: registry)
        } catch {
            throw BindError(binding: error, host: host, port: port)
        }
    }

    /// Returns after `shutdown`, or when the task is cancelled, which shuts the server down.
    package func run() async throws {
        try await withTaskCancellationHandler {
            try await channel.closeFuture.get()
            await registry.waitUntilEmpty()
        } onCancel: {
            Task { await shutdown(goingAway: "The server is stopping.") }
        }
    }

    /// Tells every client that the server will go away. Connections stay as they are.
    package func announce(goingAway message: String) {
        registry.announce(message)
    }

    /// Tells every client that the server goes away, stops accepting, and returns when all connections are closed: as
    /// soon as they have taken what waits for them, and at the latest after the time limit for lingering.
    package func shutdown(goingAway message: String) async {
        registry.shutDown(message)
        // It may be closed already, which is as good.
        try? await channel.close()
        await registry.waitUntilEmpty()
    }
}

extension Welcome {
    /// With no larger requests than the protocol has.
    fileprivate var clamped: Welcome {
        var welcome = self
        welcome.maximumRequestBytes = min(maximumRequestBytes, UInt32(ProtocolConstants.maximumRequestLength))
        return welcome
    }
}

extension NIOBSDSocket.Option {
    /// TCP_KEEPIDLE, TCP_KEEPINTVL and TCP_KEEPCNT of Linux. Its own two hours would let machines that were switched off
    /// hold all the places.
    fileprivate static let keepAliveIdle = NIOBSDSocket.Option(rawValue: 4)
    fileprivate static let keepAliveInterval = NIOBSDSocket.Option(rawValue: 5)
    fileprivate static let keepAliveCount = NIOBSDSocket.Option(rawValue: 6)

    /// TCP_NOTSENT_LOWAT of Linux: how much the kernel takes before it has sent what it took earlier. Without it the
    /// kernel would queue megabytes of previews for a slow peer, each older than the next.
    fileprivate static let unsentLowWaterMark = NIOBSDSocket.Option(rawValue: 25)
}

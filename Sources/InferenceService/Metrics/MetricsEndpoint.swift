package import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import ServiceLifecycle

/// `GET /metrics` on 127.0.0.1, for Prometheus; beside it `/healthz`, whether the service lives, and `/readyz`, whether it takes
/// jobs, for those who look after it.
package struct MetricsEndpoint: Service {
    package let port: Int
    private let channel: any Channel

    /// Listens from here on.
    ///
    /// - Parameters:
    ///   - port: 0 for any free one.
    ///   - text: the figures.
    package static func bind(
        port: Int, health: ServiceHealth, logger: Logger, text: @escaping @Sendable () -> String
    ) async throws(InferenceError) -> MetricsEndpoint {
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(
                        IdleStateHandler(allTimeout: .seconds(30)))
                    try channel.pipeline.syncOperations.addHandler(MetricsHandler(text: text, health: health))
                }
            }
        do {
            let channel = try await bootstrap.bind(host: "127.0.0.1", port: port).get()
            let port = channel.localAddress?.port ?? port
            logger.info("figures are to be had", metadata: ["address": "http://127.0.0.1:\(port)/metrics"])
            return MetricsEndpoint(port: port, channel: channel)
        } catch {
            throw .metricsPort(port, reason: "\(error)")
        }
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            try? await withTaskCancellationHandler {
                try await channel.closeFuture.get()
            } onCancel: {
                channel.close(promise: nil)
            }
        }
    }
}

/// Answers one request a connection after another; whatever is not understood ends the connection.
private final class MetricsHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let text: @Sendable () -> String
    private let health: ServiceHealth
    private var request: HTTPRequestHead?

    init(text: @escaping @Sendable () -> String, health: ServiceHealth) {
        self.text = text
        self.health = health
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): request = head
        case .body: break
        case .end: answer(context)
        }
    }

    private func answer(_ context: ChannelHandlerContext) {
        guard let request else { return }
        let (status, body) = answer(to: request)
        let headers: HTTPHeaders = [
            "content-type": "text/plain; version=0.0.4; charset=utf-8", "content-length": "\(body.utf8.count)",
        ]
        context.write(
            wrapOutboundOut(.head(.init(version: request.version, status: status, headers: headers))), promise: nil)
        if request.method != .HEAD {
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: body)))), promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        if !request.isKeepAlive { context.close(promise: nil) }
    }

    private func answer(to request: HTTPRequestHead) -> (HTTPResponseStatus, String) {
        guard ["/metrics", "/healthz", "/readyz"].contains(request.uri) else {
            return (.notFound, "There are /metrics, /healthz and /readyz here, and nothing else.\n")
        }
        guard request.method == .GET || request.method == .HEAD else { return (.methodNotAllowed, "GET it.\n") }
        switch request.uri {
        case "/metrics": return (.ok, text())
        case "/healthz":
            health.probe()
            return (.ok, "alive\n")
        default:
            return health.isReady ? (.ok, "ready\n") : (.serviceUnavailable, "starting or stopping\n")
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is IdleStateHandler.IdleStateEvent { context.close(promise: nil) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}

import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// Something that listens like a gateway and answers every request alike.
final class FakeGateway: Sendable {
    let port: Int
    private let channel: any Channel
    private let requests: Requests

    final class Requests: Sendable {
        let targets = Mutex<[String]>([])
    }

    var targets: [String] { requests.targets.withLock { $0 } }

    /// - Parameter body: nil closes the connection instead of answering.
    init(status: HTTPResponseStatus = .ok, body: String?) async throws {
        let requests = Requests()
        self.requests = requests
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Responder(requests, status, body))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = channel.localAddress?.port ?? 0
    }

    func stop() async throws { try await channel.close() }

    private final class Responder: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let requests: Requests
        private let status: HTTPResponseStatus
        private let body: String?

        init(_ requests: Requests, _ status: HTTPResponseStatus, _ body: String?) {
            self.requests = requests
            self.status = status
            self.body = body
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head): requests.targets.withLock { $0.append(head.uri) }
            case .body: break
            case .end:
                guard let body else { return context.close(promise: nil) }
                let headers: HTTPHeaders = ["content-length": "\(body.utf8.count)"]
                let head = HTTPResponseHead(version: .http1_1, status: status, headers: headers)
                context.write(wrapOutboundOut(.head(head)), promise: nil)
                context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: body)))), promise: nil)
                context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            }
        }
    }
}

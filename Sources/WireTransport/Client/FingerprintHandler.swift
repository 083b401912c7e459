import NIOCore

/// Beside a TLS handshake that is made to see the server's certificate: tells if it comes to nothing.
final class FingerprintHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let trust: ServerTrust
    private let server: String
    private let shown: EventLoopPromise<Fingerprint>

    init(trust: ServerTrust, server: String, shown: EventLoopPromise<Fingerprint>) {
        self.trust = trust
        self.server = server
        self.shown = shown
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        shown.fail(trust.failure(error) ?? ConnectionError(.lost, server: server))
        context.close(promise: nil)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        shown.fail(ConnectionError(.lost, server: server))
    }
}

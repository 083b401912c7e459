import NIOCore
import NIOSSL

/// Decides during a TLS handshake whether the server is the one it was, by its certificate's fingerprint. Everything happens
/// on the channel's event loop.
final class ServerTrust {
    private let server: String
    private let expected: Expectation?
    /// The certificate that was shown and accepted.
    private(set) var fingerprint: Fingerprint?
    /// Told of that certificate.
    var whenShown: (Fingerprint) -> Void = { _ in }
    private var refusal: ConnectionError?

    /// The certificate that is to be shown.
    struct Expectation {
        let fingerprint: Fingerprint
        /// What somebody can do who trusts another.
        let advice: String
    }

    /// - Parameter expected: nil: any certificate will do.
    init(server: String, expected: Expectation?) {
        self.server = server
        self.expected = expected
    }

    /// The handler that does the handshake.
    func handler(host: String, context: NIOSSLContext, on eventLoop: any EventLoop) throws -> NIOSSLClientHandler {
        // SNI names no addresses (RFC 6066).
        let name = (try? SocketAddress(ipAddress: host, port: 0)) == nil ? host : nil
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        return try NIOSSLClientHandler(context: context, serverHostname: name) { chain, promise in
            promise.succeed(bound.value.accepts(chain) ? .certificateVerified : .failed)
        }
    }

    /// What an error of the channel means, if it is of the handshake.
    func failure(_ error: any Error) -> ConnectionError? {
        if let refusal { return refusal }
        guard error is NIOSSLError || error is BoringSSLError else { return nil }
        return fingerprint == nil ? ConnectionError(.tlsFailed, server: server) : nil
    }

    private func accepts(_ chain: [NIOSSLCertificate]) -> Bool {
        guard let der = try? chain.first?.toDERBytes() else { return false }
        let shown = Fingerprint(certificate: der)
        if let expected, expected.fingerprint != shown {
            refusal = ConnectionError(.certificateChanged, server: server, detail: expected.advice)
            return false
        }
        fingerprint = shown
        whenShown(shown)
        return true
    }
}

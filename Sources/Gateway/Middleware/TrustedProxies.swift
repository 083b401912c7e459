import HTTPTypes
import Hummingbird
import NIOCore

/// The proxies in front of the gateway whose word is taken for who asks, and by which name. Whoever else sends such headers is
/// not believed.
struct TrustedProxies: Sendable {
    /// Addresses, "127.0.0.1".
    let addresses: Set<String>

    init(_ addresses: some Sequence<String> = []) {
        self.addresses = Set(addresses.map(Self.plain))
    }

    /// Whether the request comes from one of them.
    func isTrusted(_ context: Gateway.Context) -> Bool {
        addresses.contains(Self.peer(context))
    }

    /// The address of the client: the other end of the connection, or what the last proxy that is trusted says of it.
    func client(_ request: Request, _ context: Gateway.Context) -> String {
        let peer = Self.peer(context)
        guard addresses.contains(peer),
            let forwarded = HTTPField.Name("X-Forwarded-For").map({ request.headers[values: $0] })
        else { return peer }
        let hops = forwarded.joined(separator: ",").split(separator: ",").map { hop in
            Self.plain(hop.filter { !$0.isWhitespace })
        }
        return hops.last { !addresses.contains($0) } ?? peer
    }

    private static func peer(_ context: Gateway.Context) -> String {
        context.remoteAddress?.ipAddress.map(plain) ?? "unknown"
    }

    /// An address of IPv4 as such, where a socket of IPv6 says it (RFC 4291, section 2.5.5.2): `::ffff:10.0.0.1`.
    static func plain(_ address: String) -> String {
        let mapped = "::ffff:"
        guard address.lowercased().hasPrefix(mapped), address.contains(".") else { return address }
        return String(address.dropFirst(mapped.count))
    }

    /// The name by which the gateway was called, with the port; nil if the client sent none.
    func host(_ request: Request, _ context: Gateway.Context) -> String? {
        forwarded("X-Forwarded-Host", request, context) ?? request.head.authority
    }

    /// Whether the browser speaks TLS, with the proxy.
    func isSecure(_ request: Request, _ context: Gateway.Context) -> Bool {
        forwarded("X-Forwarded-Proto", request, context) == "https"
    }

    /// `scheme://host` by which the client came here.
    func origin(_ request: Request, _ context: Gateway.Context) -> String {
        let scheme = isSecure(request, context) ? "https" : "http"
        return "\(scheme)://\(host(request, context) ?? "localhost")"
    }

    private func forwarded(_ name: String, _ request: Request, _ context: Gateway.Context) -> String? {
        guard isTrusted(context) else { return nil }
        return HTTPField.Name(name).flatMap { request.headers[$0] }
    }
}

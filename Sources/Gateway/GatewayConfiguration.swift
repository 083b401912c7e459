package import WireTransport

package struct GatewayConfiguration: Sendable {
    /// The address to listen on; 0.0.0.0 is all of this machine's.
    package var host: String
    /// 0 asks for any free port.
    package var httpPort: Int
    /// Where the inference server is.
    package var server: ServerAddress
    /// What the inference server asks for.
    package var security: ClientSecurity
    /// `catalogue.sqlite` and `pictures/` go below it.
    package var dataDirectory: String
    /// Whether everybody has to sign in.
    package var accounts = false
    /// The addresses of proxies whose word is taken for who asks.
    package var trustedProxies: [String] = []
    /// Whether a client that asks for too much is told to wait.
    package var limitsRates = true
    /// What programs show that speak other people's interfaces, where there are no accounts; nil: everybody may.
    package var apiToken: APIToken?

    package init(
        host: String, httpPort: Int, server: ServerAddress, security: ClientSecurity = .open, dataDirectory: String
    ) {
        self.host = host
        self.httpPort = httpPort
        self.server = server
        self.security = security
        self.dataDirectory = dataDirectory
    }

    /// Whether it listens to this machine alone, without a proxy before it.
    var isLocal: Bool {
        trustedProxies.isEmpty && (["localhost", "::1"].contains(host) || host.hasPrefix("127."))
    }

    /// Where a browser finds it, which cannot go to all of a machine's addresses, and knows IPv6 in brackets only (RFC 3986).
    package func address(port: Int) -> String {
        let isOwn = ["0.0.0.0", "::", "127.0.0.1", "::1"].contains(host)
        return "http://\(isOwn ? "localhost" : host.contains(":") ? "[\(host)]" : host):\(port)"
    }

    /// `reverie` in the user's data folder (XDG Base Directory Specification 0.8: relative paths in the variable are
    /// ignored); below the working folder for a user without a home.
    package static func defaultDataDirectory(environment: [String: String]) -> String {
        if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") {
            return data + "/reverie"
        }
        if let home = environment["HOME"], !home.isEmpty {
            return home + "/.local/share/reverie"
        }
        return "reverie-data"
    }
}

/// What a client shows a server, and what it asks to see of it.
package struct ClientSecurity: Sendable {
    /// nil: the server had better ask for none.
    package var token: Token?
    /// Where the certificates of servers are remembered; nil: in the clear.
    package var knownServers: KnownServers?
    /// The only certificate that is accepted, whatever is remembered; asks for TLS.
    package var fingerprint: Fingerprint?

    package static let open = ClientSecurity()

    package init(token: Token? = nil, knownServers: KnownServers? = nil) {
        self.token = token
        self.knownServers = knownServers
    }
}

extension ClientSecurity {
    /// What a program's options say.
    ///
    /// - Parameters:
    ///   - tokenFile: else the environment's `REVERIE_TOKEN_FILE`.
    ///   - tls: whether to talk over TLS, with the user's own list of known servers.
    ///   - fingerprint: of the server's certificate, where it is known beforehand.
    /// - Throws: `SecurityError`.
    package init(
        tokenFile: String?, tls: Bool, fingerprint: Fingerprint? = nil, environment: [String: String]
    ) throws(SecurityError) {
        if let file = tokenFile ?? environment["REVERIE_TOKEN_FILE"], !file.isEmpty { token = try Token(file: file) }
        self.fingerprint = tls ? fingerprint : nil
        if tls, fingerprint == nil { knownServers = KnownServers(path: KnownServers.path(environment: environment)) }
    }
}

extension ClientSecurity {
    var asksForTLS: Bool { knownServers != nil || fingerprint != nil }

    /// The certificate that the server at `address` is to show; nil for one that was never met.
    ///
    /// - Throws: `SecurityError`.
    func expectation(of address: ServerAddress) throws(SecurityError) -> ServerTrust.Expectation? {
        if let fingerprint {
            return ServerTrust.Expectation(
                fingerprint: fingerprint,
                advice: "If its owner has changed it, say so with: reverie login \(address)")
        }
        guard let servers = knownServers, let entry = try servers.entry(for: address) else { return nil }
        return ServerTrust.Expectation(
            fingerprint: entry.fingerprint,
            advice: "If its owner has changed it, delete line \(entry.line) of \(servers.path) and try again.")
    }
}

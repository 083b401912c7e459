/// What a client shows a server, and what it asks to see of it.
package struct ClientSecurity: Sendable {
    /// nil: the server had better ask for none.
    package var token: Token?
    /// Where the certificates of servers are remembered; nil: in the clear.
    package var knownServers: KnownServers?

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
    /// - Throws: `SecurityError`.
    package init(tokenFile: String?, tls: Bool, environment: [String: String]) throws(SecurityError) {
        if let file = tokenFile ?? environment["REVERIE_TOKEN_FILE"], !file.isEmpty { token = try Token(file: file) }
        if tls { knownServers = KnownServers(path: KnownServers.path(environment: environment)) }
    }
}

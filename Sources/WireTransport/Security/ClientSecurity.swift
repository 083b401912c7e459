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

/// What a server asks of its clients, and how it keeps others from listening.
package struct ServerSecurity: Sendable {
    /// nil: anybody may come in.
    package var token: Token?
    /// nil: in the clear.
    package var identity: ServerIdentity?

    /// For tests, and for a server that only its own machine reaches.
    package static let open = ServerSecurity()

    package init(token: Token? = nil, identity: ServerIdentity? = nil) {
        self.token = token
        self.identity = identity
    }

    /// Reads, and makes, the files that a policy names.
    ///
    /// - Throws: `SecurityError`.
    package init(_ policy: AccessPolicy) throws(SecurityError) {
        if let file = policy.tokenFile { token = try Token(file: file) }
        switch policy.certificate {
        case .files(let certificate, let key): identity = try ServerIdentity(certificateFile: certificate, keyFile: key)
        case .selfSigned(let folder): identity = try ServerIdentity(selfSignedIn: folder)
        case nil: break
        }
    }
}

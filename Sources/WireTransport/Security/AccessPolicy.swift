/// What a server asks of those who come, by where it listens: nothing on this machine alone; elsewhere a token, unless its
/// owner says in so many words that everybody may come in.
package struct AccessPolicy: Sendable, Equatable {
    /// Where the server gets its certificate from.
    package enum Certificate: Sendable, Equatable {
        case files(certificate: String, key: String)
        /// Made on the first start and kept in this folder.
        case selfSigned(folder: String)
    }

    package var tokenFile: String?
    /// nil: in the clear.
    package var certificate: Certificate?

    /// - Parameters:
    ///   - host: what the server listens on.
    ///   - insecure: whether everybody may come in.
    ///   - tls: whether TLS is asked for; naming a certificate asks for it too.
    ///   - dataFolder: where a certificate of the server's own is kept.
    /// - Throws: `SecurityError.tokenNeeded`, `.certificateWithoutKey`.
    package init(
        host: String, tokenFile: String? = nil, insecure: Bool = false, tls: Bool = false,
        certificateFile: String? = nil,
        keyFile: String? = nil, dataFolder: String
    ) throws(SecurityError) {
        guard tokenFile != nil || insecure || Self.isLoopback(host) else { throw .tokenNeeded(host: host) }
        self.tokenFile = tokenFile
        switch (certificateFile, keyFile) {
        case (let certificate?, let key?): self.certificate = .files(certificate: certificate, key: key)
        case (nil, nil): certificate = tls ? .selfSigned(folder: dataFolder) : nil
        default: throw .certificateWithoutKey
        }
    }

    /// Whether only this machine reaches a server that listens there.
    package static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || host == "::1" || host.hasPrefix("127.") && host.allSatisfy { $0.isNumber || $0 == "." }
    }
}

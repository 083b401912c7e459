/// What is wrong with a token, a certificate or the list of known servers, in a sentence that says what to do.
package enum SecurityError: Error, Sendable, Equatable {
    case tokenTooShort
    case noToken(path: String)
    case readableByOthers(path: String)
    case unreadable(path: String, reason: String)
    case unwritable(path: String, reason: String)
    /// - Parameter host: what the server was told to listen on.
    case tokenNeeded(host: String)
    case unusableCertificate(path: String, reason: String)
    case certificateWithoutKey
    case damagedKnownServers(path: String, line: Int)
}

extension SecurityError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .tokenTooShort:
            "A token has at least \(Token.minimumBytes) bytes. Make one with: openssl rand -hex 32"
        case .noToken(let path):
            "\(path) holds no token of at least \(Token.minimumBytes) bytes. Make one with: openssl rand -hex 32 > \(path)"
        case .readableByOthers(let path):
            "Others may read the file \(path). Keep it to yourself with: chmod 600 \(path)"
        case .unreadable(let path, let reason):
            "The file \(path) cannot be read: \(reason)."
        case .unwritable(let path, let reason):
            "The file \(path) cannot be written: \(reason)."
        case .tokenNeeded(let host):
            "Listening on \(host) lets other machines in. Say --token-file FILE so that only those with the token come in, "
                + "or --insecure if everybody may, or listen on 127.0.0.1."
        case .unusableCertificate(let path, let reason):
            "The certificate or key in \(path) cannot be used: \(reason)."
        case .certificateWithoutKey:
            "A certificate needs its key, and a key its certificate: say both --tls-certificate and --tls-key, or neither "
                + "for a certificate that the server makes itself."
        case .damagedKnownServers(let path, let line):
            "Line \(line) of \(path) is not \"HOST:PORT sha256:DIGITS\". Delete or mend it."
        }
    }
}

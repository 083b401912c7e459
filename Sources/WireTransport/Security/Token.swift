import Crypto
package import WireProtocol

/// A secret text that a server and its clients share, and the proofs that it is known (specification, section 4).
package struct Token: Sendable {
    /// Who proves it.
    package enum End: String, Sendable {
        case client, server
    }

    /// What both ends chose for a connection, and the server's certificate; zeros in the clear.
    package struct Occasion: Sendable, Equatable {
        package var clientNonce: Nonce
        package var serverNonce: Nonce
        package var binding: [UInt8]

        package init(clientNonce: Nonce, serverNonce: Nonce, binding: Fingerprint?) {
            self.clientNonce = clientNonce
            self.serverNonce = serverNonce
            self.binding = (binding ?? .none).bytes
        }
    }

    package static let minimumBytes = 32

    private let key: SymmetricKey

    /// White space at the ends of `text` does not count.
    ///
    /// - Throws: `SecurityError.tokenTooShort`.
    package init(_ text: String) throws(SecurityError) {
        let isContent = { (character: Character) in !character.isWhitespace }
        guard let first = text.firstIndex(where: isContent), let last = text.lastIndex(where: isContent),
            text[first...last].utf8.count >= Self.minimumBytes
        else { throw .tokenTooShort }
        key = SymmetricKey(data: Array(text[first...last].utf8))
    }

    package func proof(of end: End, on occasion: Occasion) -> Proof {
        let code = HMAC<SHA256>.authenticationCode(for: Self.message(end, occasion), using: key)
        return Proof(bytes: Array(code)) ?? .none
    }

    /// Takes the same time whatever is wrong with the proof.
    package func isValid(_ proof: Proof, of end: End, on occasion: Occasion) -> Bool {
        HMAC<SHA256>.isValidAuthenticationCode(
            proof.bytes, authenticating: Self.message(end, occasion), using: key)
    }

    private static func message(_ end: End, _ occasion: Occasion) -> [UInt8] {
        Array("reverie/3 \(end.rawValue)".utf8) + occasion.clientNonce.bytes + occasion.serverNonce.bytes
            + occasion.binding
    }
}

extension Token {
    /// Reads a file that holds nothing but the token and that nobody but its owner may read.
    ///
    /// - Throws: `SecurityError`.
    package init(file path: String) throws(SecurityError) {
        let file: SmallFile
        do {
            file = try SmallFile(reading: path)
        } catch {
            throw .unreadable(path: path, reason: error.reason)
        }
        guard file.mode & 0o077 == 0 else { throw .readableByOthers(path: path) }
        do {
            try self.init(String(decoding: file.bytes, as: UTF8.self))
        } catch {
            throw .noToken(path: path)
        }
    }
}

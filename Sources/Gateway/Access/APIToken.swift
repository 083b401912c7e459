import Crypto
import FoundationEssentials
import HTTPTypes
package import WireTransport

/// The secret that programs show where the gateway asks for one: `Authorization: Bearer ...` (RFC 6750), or as the password
/// of Basic (RFC 7617), whatever the name, for programs that know only that.
package struct APIToken: Sendable {
    private let key: SymmetricKey
    private let code: [UInt8]

    /// White space at the ends does not count.
    init(_ text: String) {
        key = SymmetricKey(size: .bits256)
        code = Self.code(text.trimmed, key)
    }

    /// Reads a file that holds nothing but the token and that nobody but its owner may read.
    ///
    /// - Throws: `SecurityError`.
    package init(file path: String) throws(SecurityError) {
        // Its rules are those of the wire protocol's token.
        _ = try Token(file: path)
        guard let data = FileManager.default.contents(atPath: path) else {
            throw .unreadable(path: path, reason: "It went away.")
        }
        self.init(String(decoding: data, as: UTF8.self))
    }

    /// Whether a request shows it; takes the same time whatever is wrong.
    func admits(_ headers: HTTPFields) -> Bool {
        guard let shown = headers[.authorization].flatMap(Self.secret) else { return false }
        return HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: Array(shown.utf8), using: key)
    }

    private static func code(_ text: String, _ key: SymmetricKey) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key))
    }

    /// What the header `Authorization` carries.
    private static func secret(_ header: String) -> String? {
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2 else { return nil }
        switch parts[0].lowercased() {
        case "bearer": return String(parts[1]).trimmed
        case "basic":
            guard let data = Data(base64Encoded: String(parts[1]).trimmed) else { return nil }
            let pair = String(decoding: data, as: UTF8.self).split(
                separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            return pair.count == 2 ? String(pair[1]) : nil
        default: return nil
        }
    }
}

extension String {
    /// Without white space at its ends.
    fileprivate var trimmed: String {
        String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
}

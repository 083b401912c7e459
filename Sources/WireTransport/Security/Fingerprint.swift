import Crypto
import WireProtocol

/// The SHA-256 of a certificate in DER: what a client remembers a server by, and what ties the proof of a token to the
/// connection it is made on.
package struct Fingerprint: Hashable, Sendable {
    package static let byteCount = 32

    package let bytes: [UInt8]

    /// In the place of a fingerprint on a connection in the clear.
    static let none = Fingerprint(unchecked: Array(repeating: 0, count: byteCount))

    private init(unchecked bytes: [UInt8]) {
        self.bytes = bytes
    }

    init(certificate der: [UInt8]) {
        bytes = Array(SHA256.hash(data: der))
    }

    /// nil unless there are 64 hexadecimal digits.
    package init?(hex: String) {
        guard let bytes = Hexadecimal.bytes(hex, count: Self.byteCount) else { return nil }
        self.bytes = bytes
    }
}

extension Fingerprint: CustomStringConvertible {
    /// 64 lower-case hexadecimal digits.
    package var description: String { Hexadecimal.text(bytes) }
}

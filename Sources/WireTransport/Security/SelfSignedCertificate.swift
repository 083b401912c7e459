import Crypto

/// A new key on the curve P-256, and an X.509 certificate (RFC 5280) that it signs itself.
///
/// Clients know it by its fingerprint, so nothing in it matters but the key. It never expires: a small computer may not know
/// the time when it starts.
struct SelfSignedCertificate {
    let der: [UInt8]
    /// PKCS #8.
    let keyPEM: String

    init() throws {
        let key = P256.Signing.PrivateKey()
        let toBeSigned = Self.toBeSigned(publicKey: Array(key.publicKey.derRepresentation))
        let signature = try key.signature(for: toBeSigned)
        der = DER.sequence([toBeSigned, Self.algorithm, DER.bits(Array(signature.derRepresentation))])
        keyPEM = key.pemRepresentation
    }

    /// ecdsa-with-SHA256, 1.2.840.10045.4.3.2 (RFC 5758).
    private static let algorithm = DER.sequence([
        DER.objectIdentifier([0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02])
    ])

    /// The common name "reverie-server".
    private static let name = DER.sequence([
        DER.set([
            DER.sequence([DER.objectIdentifier([0x55, 0x04, 0x03]), DER.text("reverie-server")])
        ])
    ])

    /// - Parameter publicKey: SubjectPublicKeyInfo in DER.
    private static func toBeSigned(publicKey: [UInt8]) -> [UInt8] {
        DER.sequence([
            DER.explicit(0, DER.integer([2])),  // X.509 version 3
            DER.integer([0x40] + (0..<15).map { _ in UInt8.random(in: .min ... .max) }),
            algorithm,
            name,
            // RFC 5280, 4.1.2.5: this end stands for no well-defined one.
            DER.sequence([DER.time("20250101000000Z"), DER.time("99991231235959Z")]),
            name,
            publicKey,
        ])
    }
}

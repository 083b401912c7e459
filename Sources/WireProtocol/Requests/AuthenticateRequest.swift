package import NIOCore

/// Proves that the client has the token. Answers CHALLENGE, and is answered by WELCOME.
///
///     AUTHENTICATE 0x0006
///     proof   32 bytes   HMAC-SHA256
package struct AuthenticateRequest: WireMessage {
    package static let type = MessageType.authenticate

    package var proof: Proof

    package init(proof: Proof) {
        self.proof = proof
    }

    package init(from reader: inout WireReader) throws(WireDecodingError) {
        proof = try Proof(from: &reader, field: "proof")
    }

    package func encode(into buffer: inout ByteBuffer) {
        proof.encode(into: &buffer)
    }
}

package import NIOCore

/// Answers HELLO where a token is asked for. The client answers with AUTHENTICATE.
///
///     CHALLENGE 0x800E
///     serverNonce   16 bytes
package struct Challenge: WireMessage {
    package static let type = MessageType.challenge

    package var serverNonce: Nonce

    package init(serverNonce: Nonce) {
        self.serverNonce = serverNonce
    }

    package init(from reader: inout WireReader) throws(WireDecodingError) {
        serverNonce = try Nonce(from: &reader, field: "serverNonce")
    }

    package func encode(into buffer: inout ByteBuffer) {
        serverNonce.encode(into: &buffer)
    }
}

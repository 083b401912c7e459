package import NIOCore

/// The server stops; it takes no further job and closes the connection. Sent on request 0.
///
///     GOING_AWAY 0x800C
///     message   string   a sentence for people
package struct GoingAway: WireMessage {
    package static let type = MessageType.goingAway

    package var message: String

    package init(message: String) {
        self.message = message
    }

    package init(from reader: inout WireReader) throws(WireDecodingError) {
        message = try reader.string("message")
    }

    package func encode(into buffer: inout ByteBuffer) {
        buffer.writeField(message)
    }
}

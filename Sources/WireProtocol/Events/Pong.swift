package import NIOCore

/// Answers PING.
///
///     PONG 0x800B
///     payload   u64   the request's
package struct Pong: WireMessage {
    package static let type = MessageType.pong

    package var payload: UInt64

    package init(payload: UInt64) {
        self.payload = payload
    }

    package init(from reader: inout WireReader) throws(WireDecodingError) {
        payload = try reader.integer("payload")
    }

    package func encode(into buffer: inout ByteBuffer) {
        buffer.writeInteger(payload)
    }
}

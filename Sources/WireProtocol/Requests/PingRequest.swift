package import NIOCore

/// Asks for a sign of life. Answered by PONG at once, even while every job's events are held up.
///
///     PING 0x0005
///     payload   u64   any number; PONG repeats it
package struct PingRequest: WireMessage {
    package static let type = MessageType.ping

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

package import NIOCore

/// The job's first step begins.
///
///     STARTED 0x8005
///     steps   u32
///     count   u8    pictures
package struct Started: WireMessage {
    package static let type = MessageType.started

    package var steps: UInt32
    package var count: UInt8

    package init(steps: UInt32, count: UInt8) {
        self.steps = steps
        self.count = count
    }

    package init(from reader: inout WireReader) throws(WireDecodingError) {
        steps = try reader.integer("steps")
        count = try reader.integer("count")
    }

    package func encode(into buffer: inout ByteBuffer) {
        buffer.writeInteger(steps)
        buffer.writeInteger(count)
    }
}

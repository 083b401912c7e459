package import NIOCore

/// Answers CANCEL when the job has stopped.
///
///     CANCEL_RESULT 0x8010
///     step           u32   steps that were done; 0: it had not started
///     milliseconds   u32   from the cancel to the stop
package struct CancelResult: WireMessage {
    package static let type = MessageType.cancelResult

    package var step: UInt32
    package var milliseconds: UInt32

    package init(step: UInt32, milliseconds: UInt32) {
        self.step = step
        self.milliseconds = milliseconds
    }

    package init(from reader: inout WireReader) throws(WireDecodingError) {
        step = try reader.integer("step")
        milliseconds = try reader.integer("milliseconds")
    }

    package func encode(into buffer: inout ByteBuffer) {
        buffer.writeInteger(step)
        buffer.writeInteger(milliseconds)
    }
}

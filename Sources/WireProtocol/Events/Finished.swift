package import NIOCore

/// The job's last event when all its pictures have been sent.
///
///     FINISHED 0x8008
///     milliseconds   u32   from its first step to its last
///     evaluations    u32   of the model, for all its pictures
package struct Finished: WireMessage {
    package static let type = MessageType.finished

    package var milliseconds: UInt32
    package var evaluations: UInt32

    package init(milliseconds: UInt32, evaluations: UInt32) {
        self.milliseconds = milliseconds
        self.evaluations = evaluations
    }

    package init(from reader: inout WireReader) throws(WireDecodingError) {
        milliseconds = try reader.integer("milliseconds")
        evaluations = try reader.integer("evaluations")
    }

    package func encode(into buffer: inout ByteBuffer) {
        buffer.writeInteger(milliseconds)
        buffer.writeInteger(evaluations)
    }
}

package import NIOCore

/// Ends the watching of a job, not the job. Answered by OK; nothing more comes on the request that watched.
///
///     DETACH 0x0008
///     watched   u32   the request number of the SUBMIT or ATTACH
package struct DetachRequest: WireMessage {
    package static let type = MessageType.detach

    package var watched: UInt32

    package init(watched: UInt32) {
        self.watched = watched
    }

    package init(from reader: inout WireReader) throws(WireDecodingError) {
        watched = try reader.integer("watched")
    }

    package func encode(into buffer: inout ByteBuffer) {
        buffer.writeInteger(watched)
    }
}

package import NIOCore

/// The job waits for its turn.
///
///     QUEUED 0x8004
///     position                u32   waiting jobs ahead of it; 0: it is next
///     estimatedMilliseconds   u32   until it starts; 0xFFFFFFFF: unknown
package struct Queued: WireMessage {
    package static let type = MessageType.queued

    package var position: UInt32
    package var estimatedMilliseconds: UInt32

    package init(position: UInt32, estimatedMilliseconds: UInt32 = ProtocolConstants.unknownMilliseconds) {
        self.position = position
        self.estimatedMilliseconds = estimatedMilliseconds
    }

    package init(from reader: inout WireReader) throws(WireDecodingError) {
        position = try reader.integer("position")
        estimatedMilliseconds = try reader.integer("estimatedMilliseconds")
    }

    package func encode(into buffer: inout ByteBuffer) {
        buffer.writeInteger(position)
        buffer.writeInteger(estimatedMilliseconds)
    }
}

extension Queued {
    /// Until the job starts; nil when nobody can tell.
    package var estimated: Duration? { Duration(wireMilliseconds: estimatedMilliseconds) }
}

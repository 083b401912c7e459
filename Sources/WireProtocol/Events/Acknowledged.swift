package import NIOCore

/// Answers a request that has nothing else to say.
///
///     OK 0x800D   (no fields)
package struct Acknowledged: WireMessage {
    package static let type = MessageType.acknowledged

    package init() {}

    package init(from reader: inout WireReader) throws(WireDecodingError) {}

    package func encode(into buffer: inout ByteBuffer) {}
}

package import NIOCore

/// Asks how the server is. Answered by STATUS_REPORT.
///
///     STATUS 0x0009   (no fields)
package struct StatusRequest: WireMessage {
    package static let type = MessageType.status

    package init() {}

    package init(from reader: inout WireReader) throws(WireDecodingError) {}

    package func encode(into buffer: inout ByteBuffer) {}
}

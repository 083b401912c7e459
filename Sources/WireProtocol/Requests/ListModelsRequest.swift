package import NIOCore

/// Asks which models the server has. Answered by MODELS.
///
///     LIST_MODELS 0x0002   (no fields)
package struct ListModelsRequest: WireMessage {
    package static let type = MessageType.listModels

    package init() {}

    package init(from reader: inout WireReader) throws(WireDecodingError) {}

    package func encode(into buffer: inout ByteBuffer) {}
}

package import NIOCore

/// Answers LIST_MODELS.
///
///     MODELS 0x8002
///     models   list of ModelDescription
package struct ModelList: WireMessage {
    package static let type = MessageType.models

    package var models: [ModelDescription]

    package init(models: [ModelDescription]) {
        self.models = models
    }

    package init(from reader: inout WireReader) throws(WireDecodingError) {
        models = try reader.list("models", minimumBytes: ModelDescription.minimumBytes) {
            (reader: inout WireReader) throws(WireDecodingError) in try ModelDescription(from: &reader)
        }
    }

    package func encode(into buffer: inout ByteBuffer) {
        buffer.writeField(models) { $1.encode(into: &$0) }
    }
}

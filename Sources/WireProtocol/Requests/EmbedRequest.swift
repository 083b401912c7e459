package import NIOCore

/// Asks what texts mean, as vectors that can be compared. Answered by EMBEDDINGS.
///
///     EMBED 0x000A
///     texts   list<string>   at most 256
package struct EmbedRequest: WireMessage {
    package static let type = MessageType.embed

    package static let maximumTexts = 256

    package var texts: [String]

    package init(texts: [String]) {
        self.texts = texts
    }

    package init(from reader: inout WireReader) throws(WireDecodingError) {
        texts = try reader.strings("texts")
    }

    package func encode(into buffer: inout ByteBuffer) {
        buffer.writeField(texts)
    }
}

package import NIOCore

/// Answers EMBED: a vector of length 1 for each text, in their order.
///
///     EMBEDDINGS 0x8012
///     encoder   32 bytes   SHA-256 of the encoder's weights: vectors of different encoders cannot be compared
///     width     u16        numbers in a vector
///     vectors   list of: truncated bool, then width f32
package struct Embeddings: WireMessage {
    package static let type = MessageType.embeddings

    package struct Vector: Sendable, Equatable {
        /// Whether the text is longer than the encoder reads.
        package var truncated: Bool
        package var values: [Float]

        package init(truncated: Bool, values: [Float]) {
            self.truncated = truncated
            self.values = values
        }
    }

    package var encoder: ModelHash
    package var width: UInt16
    package var vectors: [Vector]

    package init(encoder: ModelHash, width: UInt16, vectors: [Vector]) {
        self.encoder = encoder
        self.width = width
        self.vectors = vectors
    }

    package init(from reader: inout WireReader) throws(WireDecodingError) {
        encoder = try ModelHash(from: &reader, field: "encoder")
        let width: UInt16 = try reader.integer("width")
        self.width = width
        vectors = try reader.list("vectors", minimumBytes: 1 + 4 * Int(width)) {
            (reader: inout WireReader) throws(WireDecodingError) in
            let truncated = try reader.boolean("truncated")
            var values: [Float] = []
            values.reserveCapacity(Int(width))
            for _ in 0..<width { values.append(try reader.float("values")) }
            return Vector(truncated: truncated, values: values)
        }
    }

    package func encode(into buffer: inout ByteBuffer) throws(WireEncodingError) {
        for vector in vectors where vector.values.count != Int(width) {
            throw .valuesDisagree(type: Self.type, expected: Int(width), found: vector.values.count)
        }
        encoder.encode(into: &buffer)
        buffer.writeInteger(width)
        buffer.writeField(vectors) { buffer, vector in
            buffer.writeField(vector.truncated)
            for value in vector.values { buffer.writeField(value) }
        }
    }
}

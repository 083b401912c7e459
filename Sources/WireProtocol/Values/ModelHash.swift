import NIOCore

/// The SHA-256 of the weights of a model or an encoder.
package struct ModelHash: Hashable, Sendable {
    package static let byteCount = 32

    package let bytes: [UInt8]

    /// nil unless there are 32 bytes.
    package init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }

    init(from reader: inout WireReader, field: String) throws(WireDecodingError) {
        bytes = try reader.bytes(field, count: Self.byteCount)
    }

    func encode(into buffer: inout ByteBuffer) {
        buffer.writeBytes(bytes)
    }
}

extension ModelHash: CustomStringConvertible {
    /// 64 lower-case hexadecimal digits.
    package var description: String { Hexadecimal.text(bytes) }

    /// nil unless `hex` is 64 hexadecimal digits.
    package init?(hex: String) {
        guard let bytes = Hexadecimal.bytes(hex, count: Self.byteCount) else { return nil }
        self.bytes = bytes
    }
}

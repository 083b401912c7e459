import NIOCore

/// 128 random bits that one end chooses for one connection, so that what proved a token there proves nothing elsewhere.
package struct Nonce: Hashable, Sendable {
    package static let byteCount = 16

    package let value: UInt128

    package init(value: UInt128) {
        self.value = value
    }

    /// From the system's secure generator.
    package static func random() -> Nonce {
        Nonce(value: .random(in: .min ... .max))
    }

    /// In the order of the wire.
    package var bytes: [UInt8] { withUnsafeBytes(of: value.bigEndian, Array.init) }

    init(from reader: inout WireReader, field: String) throws(WireDecodingError) {
        value = try reader.integer(field)
    }

    func encode(into buffer: inout ByteBuffer) {
        buffer.writeInteger(value)
    }
}

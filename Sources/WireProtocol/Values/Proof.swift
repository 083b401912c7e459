import NIOCore

/// An HMAC-SHA256 that only somebody with the token can have made (specification, section 4). Whoever checks one compares in
/// constant time.
package struct Proof: Hashable, Sendable {
    package static let byteCount = 32

    package let bytes: [UInt8]

    /// What stands in the place of a proof where none is asked for.
    package static let none = Proof(unchecked: Array(repeating: 0, count: byteCount))

    private init(unchecked bytes: [UInt8]) {
        self.bytes = bytes
    }

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

import NIOCore

/// A job's name: 128 random bits, so that nobody can guess another one's.
package struct JobID: Hashable, Sendable {
    package let value: UInt128

    package init(value: UInt128) {
        self.value = value
    }

    /// From the system's secure generator.
    package static func random() -> JobID {
        JobID(value: .random(in: .min ... .max))
    }

    init(from reader: inout WireReader) throws(WireDecodingError) {
        value = try reader.integer("job")
    }

    func encode(into buffer: inout ByteBuffer) {
        buffer.writeInteger(value)
    }
}

extension JobID: CustomStringConvertible {
    /// 32 lower-case hexadecimal digits.
    package var description: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 32 - digits.count) + digits
    }

    /// nil unless `hex` is 32 hexadecimal digits.
    package init?(hex: String) {
        guard let bytes = Hexadecimal.bytes(hex, count: 16) else { return nil }
        value = bytes.reduce(0) { $0 << 8 | UInt128($1) }
    }
}

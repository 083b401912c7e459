import NIOCore

/// 128 random bits that a client chooses for a job: a SUBMIT that repeats them asks for the same job, not for another.
package struct IdempotencyKey: Hashable, Sendable {
    package let value: UInt128

    package init(value: UInt128) {
        self.value = value
    }

    /// From the system's secure generator.
    package static func random() -> IdempotencyKey {
        IdempotencyKey(value: .random(in: .min ... .max))
    }

    init(from reader: inout WireReader) throws(WireDecodingError) {
        value = try reader.integer("idempotencyKey")
    }

    func encode(into buffer: inout ByteBuffer) {
        buffer.writeInteger(value)
    }
}

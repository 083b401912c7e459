import NIOCore

/// Fields as the specification lays them out. Counts are clamped, not checked: a message that large cannot pass the
/// frame's own limit, which is checked when its length is written.
extension ByteBuffer {
    mutating func writeField(_ value: Bool) {
        writeInteger(value ? 1 : 0, as: UInt8.self)
    }

    mutating func writeField(_ value: Float) {
        writeInteger(value.bitPattern)
    }

    mutating func writeField(_ value: String) {
        writeInteger(UInt32(clamping: value.utf8.count))
        writeString(value)
    }

    mutating func writeField(bytes: [UInt8]) {
        writeInteger(UInt32(clamping: bytes.count))
        writeBytes(bytes)
    }

    mutating func writeField<Element>(_ list: [Element], element: (inout ByteBuffer, Element) -> Void) {
        writeInteger(UInt32(clamping: list.count))
        for value in list { element(&self, value) }
    }

    mutating func writeField(_ list: [String]) {
        writeField(list) { $0.writeField($1) }
    }
}

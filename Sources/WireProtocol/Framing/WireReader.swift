package import NIOCore

/// Reads the fields of one message in order. Nothing is read beyond the message, and no memory is reserved for a count
/// before it is known that the bytes are there.
package struct WireReader: Sendable {
    private var buffer: ByteBuffer

    package init(_ payload: ByteBuffer) {
        buffer = payload
    }

    /// Bytes not read yet.
    package var remaining: Int { buffer.readableBytes }

    package mutating func integer<Value: FixedWidthInteger>(
        _ field: String, as type: Value.Type = Value.self
    ) throws(WireDecodingError) -> Value {
        guard let value = buffer.readInteger(as: Value.self) else {
            throw .truncated(field: field, needed: MemoryLayout<Value>.size, left: remaining)
        }
        return value
    }

    package mutating func float(_ field: String) throws(WireDecodingError) -> Float {
        Float(bitPattern: try integer(field))
    }

    package mutating func boolean(_ field: String) throws(WireDecodingError) -> Bool {
        switch try integer(field, as: UInt8.self) {
        case 0: return false
        case 1: return true
        case let other: throw .invalidValue(field: field, value: UInt64(other))
        }
    }

    package mutating func bytes(_ field: String, count: Int) throws(WireDecodingError) -> [UInt8] {
        guard let bytes = buffer.readBytes(length: count) else {
            throw .truncated(field: field, needed: count, left: remaining)
        }
        return bytes
    }

    /// A count and that many bytes.
    package mutating func bytes(_ field: String) throws(WireDecodingError) -> [UInt8] {
        try bytes(field, count: Int(try integer(field, as: UInt32.self)))
    }

    /// Pixels, `size` of them if they are raw.
    mutating func pixels(_ encoding: PixelEncoding, size: Int) throws(WireDecodingError) -> [UInt8] {
        let count = Int(try integer("pixels", as: UInt32.self))
        guard encoding != .raw || count == size else { throw .invalidValue(field: "pixels", value: UInt64(count)) }
        return try bytes("pixels", count: count)
    }

    /// A byte that stands for one of a few things.
    package mutating func choice<Choice: RawRepresentable<UInt8>>(_ field: String) throws(WireDecodingError) -> Choice {
        let value: UInt8 = try integer(field)
        guard let choice = Choice(rawValue: value) else { throw .invalidValue(field: field, value: UInt64(value)) }
        return choice
    }

    package mutating func string(_ field: String) throws(WireDecodingError) -> String {
        let count = Int(try integer(field, as: UInt32.self))
        guard let slice = buffer.readSlice(length: count) else {
            throw .truncated(field: field, needed: count, left: remaining)
        }
        guard let string = String(validating: slice.readableBytesView, as: UTF8.self) else {
            throw .invalidUTF8(field: field)
        }
        return string
    }

    /// A count and that many elements, each of which takes at least `minimumBytes` (more than none).
    package mutating func list<Element>(
        _ field: String, minimumBytes: Int,
        element: (inout WireReader) throws(WireDecodingError) -> Element
    ) throws(WireDecodingError) -> [Element] {
        let count = try integer(field, as: UInt32.self)
        guard Int(count) <= remaining / minimumBytes else { throw .countTooLarge(field: field, count: count) }
        var elements: [Element] = []
        elements.reserveCapacity(Int(count))
        for _ in 0..<count { elements.append(try element(&self)) }
        return elements
    }

    package mutating func strings(_ field: String) throws(WireDecodingError) -> [String] {
        try list(field, minimumBytes: 4) { (reader: inout WireReader) throws(WireDecodingError) in
            try reader.string(field)
        }
    }

    /// Ends the message: nothing may be left.
    package func finish() throws(WireDecodingError) {
        guard remaining == 0 else { throw .trailingBytes(remaining) }
    }
}

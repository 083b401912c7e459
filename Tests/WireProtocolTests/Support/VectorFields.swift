import Testing
import WireProtocol

/// A vector's fields, read by name and type.
struct VectorFields {
    let fields: [String: JSONValue]

    func number<Value: FixedWidthInteger>(_ name: String) throws -> Value {
        switch fields[name] {
        case .number(let value): return try #require(Value(exactly: value))
        case .text(let text): return try #require(Value(text))
        default: throw MissingField(name: name)
        }
    }

    func text(_ name: String) throws -> String {
        guard case .text(let text) = fields[name] else { throw MissingField(name: name) }
        return text
    }

    func texts(_ name: String) throws -> [String] {
        switch fields[name] {
        case .texts(let texts): return texts
        default: throw MissingField(name: name)
        }
    }

    func objects(_ name: String) throws -> [VectorFields] {
        switch fields[name] {
        case .objects(let objects): return objects.map(VectorFields.init)
        // An empty list looks like one of texts.
        case .texts(let texts) where texts.isEmpty: return []
        default: throw MissingField(name: name)
        }
    }

    func boolean(_ name: String) throws -> Bool {
        guard case .boolean(let value) = fields[name] else { throw MissingField(name: name) }
        return value
    }

    func float(_ name: String) throws -> Float {
        Float(bitPattern: try #require(UInt32(try text(name), radix: 16)))
    }

    func floats(_ name: String) throws -> [Float] {
        try texts(name).map { Float(bitPattern: try #require(UInt32($0, radix: 16))) }
    }

    func wide(_ name: String) throws -> UInt128 {
        try #require(UInt128(try text(name), radix: 16))
    }

    func bytes(_ name: String) throws -> [UInt8] {
        let digits = Array(try text(name))
        return try stride(from: 0, to: digits.count, by: 2).map {
            try #require(UInt8(String(digits[$0...($0 + 1)]), radix: 16))
        }
    }
}

struct MissingField: Error {
    let name: String
}

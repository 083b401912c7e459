/// What a value of the HTTP interface may be: the part of JSON Schema (2020-12) that the interface needs.
struct Schema: Sendable, Equatable {
    enum Kind: String, Sendable {
        case text = "string"
        case whole = "integer"
        case number = "number"
        case flag = "boolean"
        case list = "array"
        case object = "object"
    }

    /// A named part of an object.
    struct Field: Sendable, Equatable {
        let name: String
        let schema: Schema
        let note: String
        let isRequired: Bool

        static func field(_ name: String, _ schema: Schema, _ note: String = "") -> Field {
            Field(name: name, schema: schema, note: note, isRequired: true)
        }

        /// May be left out or null.
        static func optional(_ name: String, _ schema: Schema, _ note: String = "") -> Field {
            Field(name: name, schema: schema.orNull, note: note, isRequired: false)
        }
    }

    /// nil: anything.
    var kind: Kind?
    var allowsNull = false
    /// The only texts there are; none: any.
    var choices: [String] = []
    /// A regular expression that a text matches as a whole.
    var pattern: String?
    /// What JSON Schema calls the format of a text; `binary` is a file's bytes.
    var format: String?
    /// Characters of a text.
    var length: ClosedRange<Int>?
    var minimum: Double?
    var maximum: Double?
    /// What is taken for a field that is left out, where that is always the same.
    var standard: JSON?
    var fields: [Field] = []
    /// What a list holds: one schema. Or the ways of which the value goes one.
    var parts: [Schema] = []

    var orNull: Schema {
        var schema = self
        schema.allowsNull = true
        return schema
    }

    func standing(for value: JSON) -> Schema {
        var schema = self
        schema.standard = value
        return schema
    }
}

extension Schema {
    static let anything = Schema()
    static let flag = Schema(kind: .flag)
    static let text = Schema(kind: .text)
    static let file = Schema(kind: .text, format: "binary")
    /// SHA-256 of what it names.
    static let hash = Schema.text(pattern: "^[0-9a-f]{64}$")

    static func text(_ length: ClosedRange<Int>) -> Schema { Schema(kind: .text, length: length) }
    static func text(pattern: String) -> Schema { Schema(kind: .text, pattern: pattern) }
    static func choice(_ choices: [String]) -> Schema { Schema(kind: .text, choices: choices) }

    static func whole(_ range: ClosedRange<Int>) -> Schema {
        Schema(kind: .whole, minimum: Double(range.lowerBound), maximum: Double(range.upperBound))
    }

    static func whole(_ range: PartialRangeFrom<Int>) -> Schema {
        Schema(kind: .whole, minimum: Double(range.lowerBound))
    }

    static let number = Schema(kind: .number)

    static func number(_ range: ClosedRange<Double>) -> Schema {
        Schema(kind: .number, minimum: range.lowerBound, maximum: range.upperBound)
    }

    static func list(_ part: Schema) -> Schema { Schema(kind: .list, parts: [part]) }
    static func object(_ fields: [Field]) -> Schema { Schema(kind: .object, fields: fields) }
    static func either(_ ways: Schema...) -> Schema { Schema(parts: ways) }
}

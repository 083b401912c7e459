import FoundationEssentials

/// A JSON value whose members keep their order.
indirect enum JSONValue: Equatable, Sendable {
    case null
    case flag(Bool)
    case integer(Int)
    /// Beyond what an `Int` holds.
    case unsigned(UInt64)
    case number(Double)
    case text(String)
    case list([JSONValue])
    case object([Member])
    /// JSON already, on one line.
    case raw(String)

    struct Member: Equatable, Sendable {
        var key: String
        var value: JSONValue
    }

    /// On one line. A number that is none is null.
    var encoded: String {
        switch self {
        case .null: "null"
        case .flag(let flag): "\(flag)"
        case .integer(let number): "\(number)"
        case .unsigned(let number): "\(number)"
        case .number(let number): number.isFinite ? "\(number)" : "null"
        case .text(let text): Self.quoted(text)
        case .list(let values): "[" + values.map(\.encoded).joined(separator: ",") + "]"
        case .object(let members):
            "{" + members.map { Self.quoted($0.key) + ":" + $0.value.encoded }.joined(separator: ",") + "}"
        // Outside of its texts there is nothing that would be escaped.
        case .raw(let text): text.unicodeScalars.map { Self.isUnsafe($0) ? Self.escaped($0) : String($0) }.joined()
        }
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case _ where isUnsafe(scalar): quoted += escaped(scalar)
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }

    /// A terminal must not take them for commands, nor a line reader for ends of lines.
    private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || scalar == "\u{2028}" || scalar == "\u{2029}"
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByDictionaryLiteral
{
    init(stringLiteral value: String) { self = .text(value) }
    init(integerLiteral value: Int) { self = .integer(value) }
    init(booleanLiteral value: Bool) { self = .flag(value) }
    init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(elements.map { Member(key: $0.0, value: $0.1) })
    }

    init(_ value: String?) { self = value.map { .text($0) } ?? .null }
    init(_ value: some BinaryInteger) {
        self = Int(exactly: value).map { .integer($0) } ?? .unsigned(UInt64(clamping: value))
    }
    /// The shortest text that stands for the number.
    init(_ value: Float) { self = .number(Double("\(value)") ?? .nan) }
    init(_ values: [String]) { self = .list(values.map { .text($0) }) }
    /// In seconds, to the millisecond.
    init(_ duration: Duration?) {
        self = duration.map { .number((($0 / .milliseconds(1)).rounded()) / 1000) } ?? .null
    }
}

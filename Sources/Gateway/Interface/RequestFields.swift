import HTTPTypes

/// The named values of a request, from JSON or from a form, each read as the kind that is wanted. What is left out, or null,
/// is nil; what is of another kind, or out of range, is refused by its name.
struct RequestFields: Sendable {
    private let values: [String: JSON]
    /// In a form, everything is text.
    private let isForm: Bool

    /// Throws a `Problem` (400) for anything but a JSON object.
    init(_ json: JSON) throws {
        guard case .object(let values) = json else {
            throw Problem(.badRequest, "The request is not a JSON object.")
        }
        self.values = values
        isForm = false
    }

    /// The last value of each name that is text.
    init(_ form: MultipartForm) {
        values = Dictionary(
            form.parts.compactMap { part in
                String(validating: part.bytes, as: UTF8.self).map { (part.name, JSON.text($0)) }
            }
        ) { $1 }
        isForm = true
    }

    func text(_ name: String) throws -> String? {
        switch value(name) {
        case nil: nil
        case .text(let text): text
        default: throw Problem.invalid(name, "The field \"\(name)\" is a text.")
        }
    }

    func texts(_ name: String) throws -> [String] {
        switch value(name) {
        case nil: return []
        case .list(let values):
            return try values.map { value in
                guard case .text(let text) = value else {
                    throw Problem.invalid(name, "The field \"\(name)\" is a list of texts.")
                }
                return text
            }
        default: throw Problem.invalid(name, "The field \"\(name)\" is a list of texts.")
        }
    }

    /// One of some texts.
    func choice(_ name: String, _ choices: [String]) throws -> String? {
        guard let text = try text(name) else { return nil }
        guard choices.contains(text) else {
            let known = choices.map { "\"\($0)\"" }.joined(separator: ", ")
            throw Problem.invalid(name, "The field \"\(name)\" is one of \(known).")
        }
        return text
    }

    func whole(_ name: String, _ range: ClosedRange<Int>) throws -> Int? {
        let refusal = Problem.invalid(
            name, "The field \"\(name)\" is a whole number from \(range.lowerBound) to \(range.upperBound).")
        let number: Int?
        switch value(name) {
        case nil: return nil
        case .whole(let value): number = value
        // Some clients send 512.0.
        case .number(let value): number = Int(exactly: value)
        case .text(let text) where isForm: number = Int(text)
        default: throw refusal
        }
        guard let number, range.contains(number) else { throw refusal }
        return number
    }

    func number(_ name: String, _ range: ClosedRange<Float>) throws -> Float? {
        let refusal = Problem.invalid(
            name, "The field \"\(name)\" is a number from \(range.lowerBound) to \(range.upperBound).")
        let number: Float?
        switch value(name) {
        case nil: return nil
        case .whole(let value): number = Float(value)
        case .number(let value): number = Float(value)
        case .text(let text) where isForm: number = Float(text)
        default: throw refusal
        }
        guard let number, range.contains(number) else { throw refusal }
        return number
    }

    func flag(_ name: String) throws -> Bool? {
        switch value(name) {
        case nil: nil
        case .flag(let flag): flag
        case .text("true") where isForm: true
        case .text("false") where isForm: false
        default: throw Problem.invalid(name, "The field \"\(name)\" is true or false.")
        }
    }

    /// The fields of an object within; none where it is left out.
    func fields(_ name: String) throws -> RequestFields {
        switch value(name) {
        case nil: return try RequestFields(.object([:]))
        case .object(let values): return try RequestFields(.object(values))
        default: throw Problem.invalid(name, "The field \"\(name)\" is an object.")
        }
    }

    private func value(_ name: String) -> JSON? {
        values[name].flatMap { $0 == .null ? nil : $0 }
    }
}

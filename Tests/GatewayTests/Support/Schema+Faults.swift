@testable import Gateway

extension Schema {
    /// What is wrong with a value, as JSON Schema and the interface see it; objects have no fields beside those declared.
    func faults(_ value: JSON, at place: String = "$") -> [String] {
        if value == .null, allowsNull { return [] }
        guard let kind else {
            let ways = parts.map { $0.faults(value, at: place) }
            return ways.isEmpty || ways.contains([]) ? [] : ways[0]
        }
        switch (kind, value) {
        case (.text, .text(let text)): return faults(text).map { "\(place) \($0)" }
        case (.whole, .whole(let number)): return faults(Double(number), at: place)
        case (.number, .whole(let number)): return faults(Double(number), at: place)
        case (.number, .number(let number)): return faults(number, at: place)
        case (.flag, .flag): return []
        case (.list, .list(let values)):
            return values.enumerated().flatMap { parts[0].faults($0.element, at: "\(place)[\($0.offset)]") }
        case (.object, .object(let values)):
            guard !fields.isEmpty else { return [] }
            let unknown = Set(values.keys).subtracting(fields.map(\.name)).sorted()
            return unknown.map { "\(place).\($0) is not declared" }
                + fields.flatMap { field -> [String] in
                    guard let value = values[field.name] else {
                        return field.isRequired ? ["\(place).\(field.name) is missing"] : []
                    }
                    return field.schema.faults(value, at: "\(place).\(field.name)")
                }
        default: return ["\(place) is no \(kind.rawValue): \(value)"]
        }
    }

    private func faults(_ text: String) -> [String] {
        var faults: [String] = []
        if !choices.isEmpty, !choices.contains(text) { faults.append("is none of its texts: \(text)") }
        if let length, !length.contains(text.count) { faults.append("has \(text.count) characters") }
        if let pattern, let regex = try? Regex(pattern), (try? regex.wholeMatch(in: text)) == nil {
            faults.append("does not match \(pattern): \(text)")
        }
        return faults
    }

    private func faults(_ number: Double, at place: String) -> [String] {
        number >= minimum ?? -.infinity && number <= maximum ?? .infinity ? [] : ["\(place) is out of range: \(number)"]
    }
}

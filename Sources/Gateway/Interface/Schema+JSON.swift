extension Schema {
    /// As JSON Schema 2020-12 writes it, which OpenAPI 3.1 takes as it is.
    var json: JSON {
        var json: [String: JSON] = [:]
        if let kind { json["type"] = allowsNull ? [.text(kind.rawValue), "null"] : .text(kind.rawValue) }
        if !choices.isEmpty { json["enum"] = .list(choices.map(JSON.text) + (allowsNull ? [.null] : [])) }
        json["pattern"] = pattern.map(JSON.text)
        json["format"] = format.map(JSON.text)
        if let length {
            json["minLength"] = .whole(length.lowerBound)
            if length.upperBound < Int.max { json["maxLength"] = .whole(length.upperBound) }
        }
        json["minimum"] = minimum.map(number)
        json["maximum"] = maximum.map(number)
        json["default"] = standard
        switch kind {
        case .list: json["items"] = parts.first?.json ?? [:]
        case .object:
            json["properties"] = .object(Dictionary(fields.map { ($0.name, $0.json) }) { $1 })
            let required = fields.filter(\.isRequired).map { JSON.text($0.name) }
            if !required.isEmpty { json["required"] = .list(required) }
        case nil:
            if !parts.isEmpty { json["anyOf"] = .list(parts.map(\.json) + (allowsNull ? [["type": "null"]] : [])) }
        default: break
        }
        return .object(json)
    }

    private func number(_ value: Double) -> JSON { Int(exactly: value).map(JSON.whole) ?? .number(value) }
}

extension Schema.Field {
    fileprivate var json: JSON {
        guard !note.isEmpty, case .object(var json) = schema.json else { return schema.json }
        json["description"] = .text(note)
        return .object(json)
    }
}

import HTTPTypes

/// The interface as the template of the reference page wants it. Texts are HTML already.
struct ReferencePage {
    struct Group {
        let name: String
        let note: String
        let anchor: String
        let routes: [Operation]
    }

    struct Operation {
        let method: String
        let path: String
        let anchor: String
        let summary: String
        let details: String?
        let parameters: [Row]
        let bodyType: String?
        let body: [Row]
        let answers: [Outcome]
    }

    struct Outcome {
        let status: Int
        let note: String
        let type: String?
        let rows: [Row]
    }

    /// A named value: a parameter, or a field at some depth of a body.
    struct Row {
        let name: String
        let kind: String
        let note: String
        let isRequired: Bool
    }

    let groups: [Group]
    /// Whether the page's frame leads to one's account.
    let accounts: Bool

    init(_ interface: Interface, accounts: Bool) {
        self.accounts = accounts
        groups = interface.groups.map { group in
            Group(
                name: HTMLText.html(group.name), note: HTMLText.html(group.note), anchor: Self.anchor(group.name),
                routes: interface.routes.filter { $0.group == group }.map(Self.operation))
        }
    }

    private static func operation(_ route: Route) -> Operation {
        Operation(
            method: route.method.rawValue, path: HTMLText.html(route.path), anchor: route.identifier,
            summary: HTMLText.html(route.summary),
            details: route.details.isEmpty ? nil : HTMLText.html(route.details),
            parameters: route.parameters.map(row), bodyType: route.body?.type,
            body: route.body.map { rows($0.schema, below: "") } ?? [],
            answers: route.answers.map { answer in
                Outcome(
                    status: answer.status.code, note: HTMLText.html(answer.note),
                    type: answer.isError ? route.group.errors.type : answer.type,
                    rows: (answer.schema.map { rows($0, below: "") } ?? []) + answer.events.flatMap(eventRows))
            })
    }

    private static func row(_ parameter: Parameter) -> Row {
        Row(
            name: HTMLText.html(parameter.name), kind: "\(parameter.schema.title), in the \(parameter.place.rawValue)",
            note: HTMLText.html(parameter.note), isRequired: parameter.place == .path)
    }

    /// An event by its name, and what it carries below it.
    private static func eventRows(_ event: Schema.Field) -> [Row] {
        [Row(name: HTMLText.html(event.name), kind: "event", note: HTMLText.html(event.note), isRequired: false)]
            + rows(event.schema, below: event.name + " → ")
    }

    /// The fields of an object, and those within: `recipe.seed`, `images[].hash`.
    private static func rows(_ schema: Schema, below path: String) -> [Row] {
        let object = schema.innermost
        let prefix = path + (schema.kind == .list ? "[]." : "")
        return object.fields.flatMap { field -> [Row] in
            let name = prefix + field.name
            let inner =
                field.schema.innermost.fields.isEmpty
                ? [] : rows(field.schema, below: name + (field.schema.kind == .list ? "" : "."))
            return [
                Row(
                    name: HTMLText.html(name), kind: HTMLText.html(field.schema.title), note: HTMLText.html(field.note),
                    isRequired: field.isRequired)
            ] + inner
        }
    }

    private static func anchor(_ name: String) -> String {
        name.lowercased().split { !$0.isLetter }.joined(separator: "-")
    }
}

extension Schema {
    /// Of a list, what it holds; else itself.
    fileprivate var innermost: Schema { kind == .list ? (parts.first ?? self) : self }

    /// In a few words, what a value may be.
    fileprivate var title: String {
        guard let kind else {
            return parts.isEmpty ? "anything" : parts.map(\.title).joined(separator: ", or ")
        }
        let words: String =
            switch kind {
            case .text where format == "binary": "file"
            case .text where !choices.isEmpty: choices.map { "`\($0)`" }.joined(separator: " | ")
            case .text: length.map { "text of \($0.lowerBound) to \($0.upperBound)" } ?? "text"
            case .whole: "whole number" + range
            case .number: "number" + range
            case .flag: "true or false"
            case .list: "list of \(parts.first?.title ?? "anything")"
            case .object: "object"
            }
        return words + (standard.map { "; \($0.text)" } ?? "")
    }

    private var range: String {
        func number(_ value: Double) -> String { Int(exactly: value).map(String.init) ?? String(value) }
        return switch (minimum, maximum) {
        case (let low?, let high?): ", \(number(low)) to \(number(high))"
        case (let low?, nil): " from \(number(low)) on"
        default: ""
        }
    }
}

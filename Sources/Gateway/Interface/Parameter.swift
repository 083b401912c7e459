/// What a request carries beside its body.
struct Parameter: Sendable, Equatable {
    enum Place: String, Sendable {
        case path, query, header
    }

    let place: Place
    let name: String
    let note: String
    let schema: Schema

    /// A part of the path: `{name}` of the route.
    static func path(_ name: String, _ note: String, _ schema: Schema = .text) -> Parameter {
        Parameter(place: .path, name: name, note: note, schema: schema)
    }

    /// May always be left out.
    static func query(_ name: String, _ note: String, _ schema: Schema = .text) -> Parameter {
        Parameter(place: .query, name: name, note: note, schema: schema)
    }

    /// May always be left out.
    static func header(_ name: String, _ note: String, _ schema: Schema = .text) -> Parameter {
        Parameter(place: .header, name: name, note: note, schema: schema)
    }
}

/// A request's body.
struct RequestContent: Sendable, Equatable {
    let type: String
    let schema: Schema

    static func json(_ schema: Schema) -> RequestContent { RequestContent(type: "application/json", schema: schema) }

    static func form(_ schema: Schema) -> RequestContent { RequestContent(type: "multipart/form-data", schema: schema) }
}

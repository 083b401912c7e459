import Catalogue

/// The catalogue as a whole, as the HTTP interface describes it.
struct OverviewAnswer: Encodable {
    let total: Int
    let trashed: Int
    /// The models that made the pictures, with how many each.
    let models: [Model]
    /// When the first and the last picture was saved, in milliseconds since 1970; nil without pictures.
    let first: Int64?
    let last: Int64?

    struct Model: Encodable {
        let name: String
        let count: Int
    }

    init(_ overview: CatalogueOverview) {
        total = overview.total
        trashed = overview.trashed
        models = overview.models.map { Model(name: $0.name, count: $0.count) }
        first = overview.first
        last = overview.last
    }
}

extension OverviewAnswer {
    static let schema = Schema.object([
        .field("total", .whole(0...)),
        .field("trashed", .whole(0...)),
        .field(
            "models", .list(.object([.field("name", .text), .field("count", .whole(0...))])),
            "The models that made the pictures."),
        .optional("first", .whole(0...), "When the first was saved, in milliseconds since 1970."),
        .optional("last", .whole(0...), "When the last was saved."),
    ])
}

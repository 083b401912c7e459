/// A saved picture as a gateway describes it, as far as it is shown.
struct CatalogueImage: Decodable, Equatable, Sendable {
    let hash: String
    let caption: String
    /// Milliseconds since 1970.
    let created: Int?
    let match: String?
    let url: String

    var report: Report {
        Report(
            "image",
            [
                "hash": .text(hash), "caption": .text(caption), "created": created.map { JSONValue($0) } ?? .null,
                "match": JSONValue(match), "url": .text(url),
            ])
    }
}

/// What a gateway answers to a list or a search.
struct CataloguePage: Decodable, Equatable, Sendable {
    struct Search: Decodable, Equatable, Sendable {
        let meaning: Bool
        let reason: String?
        let corrected: String?
    }

    let images: [CatalogueImage]
    /// nil if it does not count them.
    let total: Int?
    let search: Search?

    var report: Report {
        Report(
            "page",
            [
                "total": total.map { JSONValue($0) } ?? .null,
                "meaning": search.map { .flag($0.meaning) } ?? .null, "reason": JSONValue(search?.reason),
            ])
    }
}

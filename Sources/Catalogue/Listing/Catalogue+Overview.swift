import GRDB

/// How much there is, and what of.
package struct CatalogueOverview: Sendable, Equatable {
    package let total: Int
    package let trashed: Int
    /// By name.
    package let models: [(name: String, count: Int)]
    /// When the first and the last picture was saved; nil without pictures.
    package let first: Int64?
    package let last: Int64?

    package static func == (one: CatalogueOverview, other: CatalogueOverview) -> Bool {
        (one.total, one.trashed, one.first, one.last) == (other.total, other.trashed, other.first, other.last)
            && one.models.elementsEqual(other.models, by: ==)
    }
}

extension Catalogue {
    package func overview(for viewer: Viewer = .everybody) async throws -> CatalogueOverview {
        try await reading { db in
            let models = try Row.fetchAll(
                db,
                SQLRequest<Row>(
                    literal:
                        "SELECT model, count(*) FROM images WHERE \(viewer.seesImage) GROUP BY model ORDER BY model")
            ).map { row in (String.fromDatabaseValue(row[0]), Int.fromDatabaseValue(row[1]) ?? 0) }
            let trashed = try Int.fetchOne(
                db, SQLRequest<Int>(literal: "SELECT count(*) FROM trash WHERE \(viewer.seesTrash)"))
            func time(_ order: SQL) throws -> Int64? {
                try Int64.fetchOne(
                    db,
                    SQLRequest<Int64>(
                        literal:
                            "SELECT created FROM images WHERE \(viewer.seesImage) ORDER BY created \(order) LIMIT 1"))
            }
            return CatalogueOverview(
                total: models.reduce(0) { $0 + $1.1 }, trashed: trashed ?? 0,
                models: models.compactMap { name, count in name.map { ($0, count) } },
                first: try time("ASC"), last: try time("DESC"))
        }
    }
}

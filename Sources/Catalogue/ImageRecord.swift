import GRDB

/// One row of `images`: a saved picture.
package struct ImageRecord: Codable, Equatable, Sendable, FetchableRecord, TableRecord {
    package static let databaseTableName = "images"

    package let id: Int64
    /// 64 hexadecimal digits, see `PictureHash`.
    package let hash: String
    /// Milliseconds since 1970-01-01 00:00 UTC.
    package let created: Int64
    package let caption: String
    /// The picture's recipe as JSON; what decides every bit of it.
    package let recipe: String
    /// One more with every change: who changes the picture says which version was seen.
    package let version: Int64
    /// The account that saved it; nil where there are no accounts, or that one is gone.
    package let owner: Int64?
    /// Whether all accounts see it.
    package let shared: Bool
}

/// A picture in the trash.
package struct TrashedImage: Equatable, Sendable {
    package let image: ImageRecord
    /// When it came there, in milliseconds since 1970.
    package let deleted: Int64

    init(_ row: Row) throws {
        image = try ImageRecord(row: row)
        deleted = row["deleted"]
    }
}

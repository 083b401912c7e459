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
}

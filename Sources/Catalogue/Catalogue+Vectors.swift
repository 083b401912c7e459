import Foundation
import GRDB

/// A picture whose meaning is not known yet, with the text that has it.
package struct ImageText: Sendable, Equatable {
    package let image: Int64
    /// The caption, and the prompt behind it unless the caption contains it: "For Anna, handbag".
    package let text: String

    /// From the columns id, caption and prompt. What a damaged database holds instead of texts counts as empty.
    init(_ row: Row) {
        self.init(
            image: row[0], caption: String.fromDatabaseValue(row[1]) ?? "", prompt: String.fromDatabaseValue(row[2]))
    }

    init(image: Int64, caption: String, prompt: String?) {
        self.image = image
        let prompt = prompt ?? ""
        text = caption.lowercased().contains(prompt.lowercased()) || prompt.isEmpty ? caption : "\(caption), \(prompt)"
    }
}

extension Catalogue {
    private static let lacking = """
        FROM images LEFT JOIN image_vectors ON image = id AND encoder = ? WHERE image IS NULL
        """

    /// How many pictures have no vector of `encoder`.
    package func countOfImagesLackingVector(of encoder: EncoderHash) async throws -> Int {
        try await reading { db in
            try Int.fetchOne(db, sql: "SELECT count(*) \(Catalogue.lacking)", arguments: [Data(encoder.bytes)]) ?? 0
        }
    }

    /// The newest pictures that have no vector of `encoder`.
    package func imagesLackingVector(of encoder: EncoderHash, limit: Int) async throws -> [ImageText] {
        try await reading { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT id, caption, json_extract(recipe, '$.prompt') \(Catalogue.lacking)
                    ORDER BY id DESC LIMIT ?
                    """, arguments: [Data(encoder.bytes), limit]
            ).map(ImageText.init)
        }
    }

    /// Keeps what `encoder` says the pictures mean. Whatever was deleted or renamed since it was asked is passed over.
    package func keep(_ vectors: [(text: ImageText, vector: Embedding)], of encoder: EncoderHash) async throws {
        try await writing { db in
            for (asked, vector) in vectors {
                let row = try Row.fetchOne(
                    db, sql: "SELECT id, caption, json_extract(recipe, '$.prompt') FROM images WHERE id = ?",
                    arguments: [asked.image])
                guard row.map(ImageText.init) == asked else { continue }
                try db.execute(
                    sql: """
                        INSERT INTO image_vectors (image, encoder, vector) VALUES (?, ?, ?)
                        ON CONFLICT (image) DO UPDATE SET encoder = excluded.encoder, vector = excluded.vector
                        """,
                    arguments: [asked.image, Data(encoder.bytes), Data(vector.bytes)])
            }
        }
    }

    /// Forgets all vectors, so that they are made anew.
    package func forgetVectors() async throws {
        try await writing { db in try db.execute(sql: "DELETE FROM image_vectors") }
    }
}

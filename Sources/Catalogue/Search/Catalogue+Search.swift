import Foundation
import GRDB

extension Catalogue {
    /// The page of pictures that `query` asks for. Found are
    /// - by words: those in whose captions and prompts every word occurs, or the beginning of one, inflections aside
    ///   ("boots" finds "boot"); and, unless that is plain Latin words which were found, those whose caption contains the text
    ///   as it stands, since signs are no words and some scripts do not part theirs; where no caption has a word at all, one
    ///   that is spelled almost like it, see `Spelling`;
    /// - by meaning: those whose vectors are nearest to that of the text, down to a gap, see `Relevance.cutOff`.
    package func images(matching query: ImageQuery) async throws -> ImagePage {
        let vectors = query.meaning.map { meaning.vectors(of: $0.encoder) }
        return try await reading { db in
            guard !query.text.allSatisfy(\.isWhitespace) else { return try Catalogue.page(db, query, found: nil) }
            let corrected = try Catalogue.corrected(db, query.text)
            let ranking = try Catalogue.ranking(db, query, corrected: corrected, vectors)
            var page = try Catalogue.page(db, query, found: Relevance.fused(ranking))
            page.corrected = corrected
            return page
        }
    }

    static func ranking(
        _ db: Database, _ query: ImageQuery, corrected: String?, _ vectors: VectorIndex?
    ) throws -> Relevance.Ranking {
        var ranking = try words(db, corrected ?? query.text)
        if let meaning = query.meaning, let vectors {
            ranking.meaning = try nearest(db, meaning, vectors)
        }
        return ranking
    }

    /// A word of the caption, which a person chose, weighs as much as two of the prompt.
    private static let rank = "bm25(image_words, 2, 1), rowid DESC"

    private static func words(_ db: Database, _ text: String) throws -> Relevance.Ranking {
        func matching(_ pattern: FTS5Pattern?) throws -> [Int64] {
            guard let pattern else { return [] }
            return try Int64.fetchAll(
                db, sql: "SELECT rowid FROM image_words WHERE image_words MATCH ? ORDER BY \(rank)",
                arguments: [pattern])
        }
        let words = try matching(FTS5Pattern(matchingAllTokensIn: text))
        var known = Set(words)
        var beginnings = try matching(FTS5Pattern(matchingAllPrefixesIn: text))
        let isPlain = text.utf8.allSatisfy { $0 == UInt8(ascii: " ") || isLatinLetterOrDigit($0) }
        if !isPlain || words.isEmpty && beginnings.isEmpty {
            // Goes through all captions; where the search keeps them, they lie closer together than in `images`.
            beginnings += try Int64.fetchAll(
                db, sql: "SELECT id FROM image_words_content WHERE instr(c0, ?) > 0 ORDER BY id DESC",
                arguments: [text])
        }
        return Relevance.Ranking(words: words, beginnings: beginnings.filter { known.insert($0).inserted })
    }

    private static func isLatinLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }

    /// So many pictures may be found by their meaning, at most.
    private static let mostByMeaning = 256

    private static func nearest(
        _ db: Database, _ query: ImageQuery.Meaning, _ vectors: VectorIndex
    ) throws -> [Int64] {
        let found = vectors.nearest(query.vector, limit: mostByMeaning)
        let statement = try db.cachedStatement(
            sql: "SELECT vector FROM \(MeaningIndex.table) WHERE image = ? AND encoder = ?")
        // A picture that was deleted or renamed since has no vector any more, or another.
        let exact = try found.candidates.compactMap { candidate -> (image: Int64, cosine: Float)? in
            let row = try Row.fetchOne(statement, arguments: [candidate.image, Data(query.encoder.bytes)])
            guard let bytes = row.flatMap({ Data.fromDatabaseValue($0[0]) }), let vector = try? Embedding(bytes: bytes)
            else { return nil }
            return (candidate.image, vector.cosine(query.vector))
        }
        let sorted = exact.sorted { ($0.cosine, $0.image) > ($1.cosine, $1.image) }.prefix(mostByMeaning)
        let count = Relevance.cutOff(sorted.map(\.cosine), background: found.background)
        return sorted.prefix(count).map(\.image)
    }
}

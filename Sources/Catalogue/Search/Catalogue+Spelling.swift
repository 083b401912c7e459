import GRDB

extension Catalogue {
    /// The text with each word that no caption has, nor begins with, replaced by the one that was probably meant; nil if
    /// there is nothing to replace.
    static func corrected(_ db: Database, _ text: String) throws -> String? {
        let words = try db.makeTokenizer(.unicode61()).tokenize(query: text).map(\.token)
        var corrected = words
        for (index, word) in words.enumerated() where Spelling.tolerance(of: word) > 0 {
            guard try !isKnown(db, word), let initial = word.first else { continue }
            let known = try Spelling.Known.fetchAll(
                db, sql: "SELECT term AS word, doc AS captions FROM image_spellings WHERE term >= ? AND term < ?",
                arguments: [String(initial), String(initial) + "\u{10FFFF}"])
            corrected[index] = Spelling.nearest(to: word, among: known) ?? word
        }
        return corrected == words ? nil : corrected.joined(separator: " ")
    }

    private static func isKnown(_ db: Database, _ word: String) throws -> Bool {
        guard let pattern = FTS5Pattern(matchingAllPrefixesIn: word) else { return true }
        return try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM image_words WHERE image_words MATCH ?)", arguments: [pattern])
            ?? false
    }
}

extension Spelling.Known: FetchableRecord {}

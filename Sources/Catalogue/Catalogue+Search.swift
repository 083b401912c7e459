import GRDB

extension Catalogue {
    /// The page of `images` that `query` asks for: those in whose captions and prompts every word occurs, or the beginning
    /// of one, inflections aside ("boots" finds "boot"); and those whose caption contains the text as it stands, since
    /// signs are no words and some scripts do not part theirs.
    package func images(matching query: ImageQuery) async throws -> ImagePage {
        try await reading { db in
            let (condition, arguments) = Catalogue.condition(query.text)
            let total = try Int.fetchOne(
                db, sql: "SELECT count(*) FROM images WHERE \(condition)", arguments: arguments)
            let images = try ImageRecord.fetchAll(
                db,
                sql:
                    "SELECT * FROM images WHERE \(condition) ORDER BY \(Catalogue.terms(query.order)) LIMIT ? OFFSET ?",
                arguments: arguments + [query.limit, query.offset])
            return ImagePage(images: images, total: total ?? 0)
        }
    }

    private static func condition(_ text: String) -> (sql: String, arguments: StatementArguments) {
        if text.allSatisfy(\.isWhitespace) {
            return ("1", [])
        }
        let contains = "instr(caption, ?) > 0"
        guard let words = FTS5Pattern(matchingAllPrefixesIn: text) else {
            return (contains, [text])
        }
        return ("(id IN (SELECT rowid FROM image_words WHERE image_words MATCH ?) OR \(contains))", [words, text])
    }

    private static func terms(_ order: ImageQuery.Order) -> String {
        switch order {
        case .newest: "created DESC, id DESC"
        case .oldest: "created, id"
        case .caption: "caption COLLATE \(DatabaseCollation.localizedStandardCompare.name), id"
        }
    }
}

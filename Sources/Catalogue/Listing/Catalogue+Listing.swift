import Foundation
import GRDB

/// Pages of pictures, whatever was found: each order reads on from the last picture of the page before.
extension Catalogue {
    /// - Parameter found: what a search found, the best first; nil when nothing was looked for.
    static func page(
        _ db: Database, _ query: ImageQuery, found: [(image: Int64, match: ImageHit.Match)]?
    ) throws -> ImagePage {
        guard let found else {
            let condition = query.filter.condition
            let total =
                try Int.fetchOne(db, SQLRequest<Int>(literal: "SELECT count(*) FROM images WHERE \(condition)")) ?? 0
            return try page(db, query, where: condition, total: total, matches: [:])
        }
        let passing = try passing(db, query.filter, found)
        if query.order == .relevance { return try rankedPage(db, query, passing) }
        let list = "[" + passing.map { String($0.image) }.joined(separator: ",") + "]"
        return try page(
            db, query, where: "images.id IN (SELECT value FROM json_each(\(list)))", total: passing.count,
            matches: Dictionary(uniqueKeysWithValues: passing.map { ($0.image, $0.match) }))
    }

    private static func passing(
        _ db: Database, _ filter: ImageFilter, _ found: [(image: Int64, match: ImageHit.Match)]
    ) throws -> [(image: Int64, match: ImageHit.Match)] {
        guard !filter.passesAll else { return found }
        let list = "[" + found.map { String($0.image) }.joined(separator: ",") + "]"
        let passing = try Set(
            Int64.fetchAll(
                db,
                SQLRequest<Int64>(
                    literal: """
                        SELECT id FROM images WHERE id IN (SELECT value FROM json_each(\(list))) AND \(filter.condition)
                        """)))
        return found.filter { passing.contains($0.image) }
    }

    private static func rankedPage(
        _ db: Database, _ query: ImageQuery, _ found: [(image: Int64, match: ImageHit.Match)]
    ) throws -> ImagePage {
        var start = min(query.offset, found.count)
        if case .rank(let rank) = query.after { start += min(max(0, rank), found.count) }
        let page = found.dropFirst(start).prefix(query.limit)
        let statement = try db.cachedStatement(sql: "SELECT * FROM images WHERE id = ?")
        let hits = try page.compactMap { entry in
            try ImageRecord.fetchOne(statement, arguments: [entry.image]).map {
                ImageHit(image: $0, match: entry.match)
            }
        }
        let end = start + page.count
        return ImagePage(hits: hits, total: found.count, next: end < found.count && !page.isEmpty ? .rank(end) : nil)
    }

    private static func page(
        _ db: Database, _ query: ImageQuery, where condition: SQL, total: Int, matches: [Int64: ImageHit.Match]
    ) throws -> ImagePage {
        guard query.limit > 0 else { return ImagePage(hits: [], total: total, next: nil) }
        // One more than asked for, to know whether there is more.
        let limit = query.limit + 1
        let images: [ImageRecord]
        let cursor: (ImageRecord) -> ImageCursor
        switch query.order {
        case .relevance, .newest, .oldest:
            images = try byDate(db, query, condition, limit)
            cursor = { .created($0.created, id: $0.id) }
        case .caption:
            images = try byCaption(db, query, condition, limit)
            cursor = { .caption(Array(CaptionOrder.key($0.caption)), id: $0.id) }
        case .shuffle:
            let shuffle = try shuffle(db, query)
            images = try shuffled(db, query, shuffle, condition, limit, total: total)
            cursor = { .shuffle(size: shuffle.size, place: shuffle.place(of: $0.id)) }
        }
        let shown = images.prefix(query.limit)
        return ImagePage(
            hits: shown.map { ImageHit(image: $0, match: matches[$0.id]) }, total: total,
            next: images.count > shown.count ? shown.last.map(cursor) : nil)
    }

    private static func byDate(
        _ db: Database, _ query: ImageQuery, _ condition: SQL, _ limit: Int
    ) throws -> [ImageRecord] {
        let isOldest = query.order == .oldest
        var after: SQL = "TRUE"
        if case .created(let created, let id) = query.after {
            after =
                isOldest
                ? "(images.created, images.id) > (\(created), \(id))"
                : "(images.created, images.id) < (\(created), \(id))"
        }
        let order: SQL = isOldest ? "images.created, images.id" : "images.created DESC, images.id DESC"
        return try fetch(db, where: "\(condition) AND \(after)", order: order, limit, query.offset)
    }

    private static func byCaption(
        _ db: Database, _ query: ImageQuery, _ condition: SQL, _ limit: Int
    ) throws -> [ImageRecord] {
        var after: SQL = "TRUE"
        if case .caption(let key, let id) = query.after {
            after = "(images.caption_order, images.id) > (\(Data(key)), \(id))"
        }
        return try fetch(
            db, where: "\(condition) AND \(after)", order: "images.caption_order, images.id", limit, query.offset)
    }

    /// What lies before the offset is passed over in the index, without reading the rows.
    private static func fetch(
        _ db: Database, where condition: SQL, order: SQL, _ limit: Int, _ offset: Int
    ) throws -> [ImageRecord] {
        guard offset > 0 else {
            return try ImageRecord.fetchAll(
                db,
                SQLRequest<ImageRecord>(
                    literal: "SELECT * FROM images WHERE \(condition) ORDER BY \(order) LIMIT \(limit)"))
        }
        return try ImageRecord.fetchAll(
            db,
            SQLRequest<ImageRecord>(
                literal: """
                    SELECT images.* FROM
                        (SELECT id AS picked FROM images WHERE \(condition) ORDER BY \(order) LIMIT \(limit) OFFSET \(offset))
                        JOIN images ON images.id = picked
                    ORDER BY \(order)
                    """))
    }
}

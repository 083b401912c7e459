import GRDB

extension Catalogue {
    /// The order that the query goes through. What was saved since its first page is not in it.
    static func shuffle(_ db: Database, _ query: ImageQuery) throws -> Shuffle {
        if case .shuffle(let size, _) = query.after { return Shuffle(seed: query.seed, size: size) }
        return Shuffle(seed: query.seed, size: try Int64.fetchOne(db, sql: "SELECT max(id) FROM images") ?? 0)
    }

    /// Either goes through the order and looks which of its numbers are pictures that pass, or puts all that pass into the
    /// order: whichever is less work.
    static func shuffled(
        _ db: Database, _ query: ImageQuery, _ shuffle: Shuffle, _ condition: SQL, _ limit: Int, total: Int
    ) throws -> [ImageRecord] {
        var place: Int64 = 0
        if case .shuffle(_, let last) = query.after { place = min(last, shuffle.size) + 1 }
        if query.offset > 0 || Int64(total) < shuffle.size / 8 {
            return try sorted(db, query, shuffle, condition, limit, from: place)
        }
        var images: [ImageRecord] = []
        while images.count < limit, place < shuffle.size {
            let places = place..<min(place + 4 * Int64(limit), shuffle.size)
            images += try pictures(db, places.map(shuffle.number), condition, in: shuffle)
            place = places.upperBound
        }
        return Array(images.prefix(limit))
    }

    private static func sorted(
        _ db: Database, _ query: ImageQuery, _ shuffle: Shuffle, _ condition: SQL, _ limit: Int, from place: Int64
    ) throws -> [ImageRecord] {
        let ids = try Int64.fetchCursor(
            db,
            SQLRequest<Int64>(
                literal: "SELECT images.id FROM images WHERE \(condition) AND images.id <= \(shuffle.size)"))
        var places: [Int64] = []
        while let id = try ids.next() {
            let own = shuffle.place(of: id)
            if own >= place { places.append(own) }
        }
        // Nobody promises that there are as many as are to be passed over.
        let first = min(query.offset, places.count)
        let picked = shuffle.ranked(places, first..<first + limit)
        return try pictures(db, picked.map(shuffle.number), condition, in: shuffle)
    }

    private static func pictures(
        _ db: Database, _ ids: [Int64], _ condition: SQL, in shuffle: Shuffle
    ) throws -> [ImageRecord] {
        let list = "[" + ids.map(String.init).joined(separator: ",") + "]"
        // CROSS: the list is gone through and the pictures are looked up, never the other way round.
        let images = try ImageRecord.fetchAll(
            db,
            SQLRequest<ImageRecord>(
                literal:
                    "SELECT images.* FROM json_each(\(list)) CROSS JOIN images ON images.id = json_each.value WHERE \(condition)"
            ))
        return images.map { (place: shuffle.place(of: $0.id), image: $0) }.sorted { $0.place < $1.place }.map(\.image)
    }
}

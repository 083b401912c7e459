/// What a word may be that nobody's caption has.
enum Spelling {
    /// A word that a caption has, as it is indexed, and in how many captions it is.
    struct Known: Sendable, Decodable {
        let word: String
        let captions: Int
    }

    /// So many letters may be wrong, missing, too many, or change places with their neighbour. Short words are too much
    /// alike.
    static func tolerance(of word: String) -> Int { word.count < 5 ? 0 : word.count < 7 ? 1 : 2 }

    /// The nearest known word, the most used one among equally near ones; nil if none is near enough. The first letter is
    /// taken to be right.
    static func nearest(to word: String, among known: some Sequence<Known>) -> String? {
        let letters = Array(word.unicodeScalars)
        var best: (known: Known, distance: Int)?
        for candidate in known where candidate.word.unicodeScalars.first == letters.first {
            let limit = min(best?.distance ?? .max, tolerance(of: word))
            guard let distance = distance(letters, Array(candidate.word.unicodeScalars), limit: limit) else { continue }
            if let best, (distance, -candidate.captions) >= (best.distance, -best.known.captions) { continue }
            best = (candidate, distance)
        }
        return best?.known.word
    }

    /// The optimal string alignment distance (Damerau 1964); nil above `limit`.
    static func distance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar], limit: Int) -> Int? {
        guard abs(a.count - b.count) <= limit else { return nil }
        var before: [Int] = []
        var last = Array(0...b.count)
        for i in 1..<(a.count + 1) {
            var row = [i]
            for j in 1..<(b.count + 1) {
                var cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { cost = min(cost, before[j - 2] + 1) }
                row.append(cost)
            }
            if row.allSatisfy({ $0 > limit }) { return nil }
            (before, last) = (last, row)
        }
        return last[b.count] <= limit ? last[b.count] : nil
    }
}

/// Which of the found pictures count, and in which order.
enum Relevance {
    /// Why a picture was found, by the tables and vectors that know it.
    struct Ranking: Sendable {
        /// Nearest first: pictures whose captions hold all the words.
        var words: [Int64] = []
        /// Pictures whose captions hold words that only begin like them, or the text as it stands.
        var beginnings: [Int64] = []
        /// Nearest first: pictures that mean something similar.
        var meaning: [Int64] = []
    }

    /// Reciprocal rank fusion (Cormack, Clarke and Buettcher 2009) with their constant.
    private static let constant = 60.0

    /// A word that only begins like the one that was typed is a weaker sign: "birds" are not in "birthday".
    private static let beginningsWeight = 0.3

    /// All pictures of the ranking, the best first; among equals the newest.
    static func fused(_ ranking: Ranking) -> [(image: Int64, match: ImageHit.Match)] {
        var scores: [Int64: Double] = [:]
        for (images, weight) in [(ranking.words, 1), (ranking.beginnings, beginningsWeight), (ranking.meaning, 1)] {
            for (rank, image) in images.enumerated() {
                scores[image, default: 0] += weight / (constant + Double(rank + 1))
            }
        }
        let words = Set(ranking.words).union(ranking.beginnings)
        let meaning = Set(ranking.meaning)
        return scores.sorted { ($0.value, $0.key) > ($1.value, $1.key) }.map { image, _ in
            (image, words.contains(image) ? (meaning.contains(image) ? .both : .words) : .meaning)
        }
    }

    /// Below this cosine texts have nothing to do with each other, whatever the rest of the catalogue is like.
    private static let floor: Float = 0.3

    /// Where the cut may fall, between what the query has in common with just anything (0) and with its best match (1).
    private static let window: ClosedRange<Float> = 0.4...0.55

    /// How many of the nearest pictures belong to the query: everything above the widest gap between neighbours in the
    /// window. No fixed cosine would do: to a caption's own words the related ones have 0.7, to a roundabout phrase 0.45.
    ///
    /// - Parameters:
    ///   - cosines: largest first.
    ///   - background: the mean cosine of all pictures.
    static func cutOff(_ cosines: [Float], background: Float) -> Int {
        guard let best = cosines.first, best >= floor else { return 0 }
        let background = min(background, best)
        let upper = background + window.upperBound * (best - background)
        let lower = max(floor, background + window.lowerBound * (best - background))
        var cut = cosines.count
        var widest: Float = -1
        for count in 1...cosines.count where cosines[count - 1] >= lower {
            // Past the last one nothing is known but that it is no nearer.
            let next = count < cosines.count ? max(cosines[count], lower) : lower
            guard next <= upper else { continue }
            let gap = min(cosines[count - 1], upper) - next
            if gap >= widest { (widest, cut) = (gap, count) }
        }
        return min(cut, cosines.count { $0 >= lower })
    }
}

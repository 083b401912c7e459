/// How long a model's batches take, learned by their number of rows.
package struct StepTimes: Sendable {
    /// By rows; the means of those that were seen.
    private var paces: [Int: Pace] = [:]

    package init() {}

    package mutating func add(_ duration: Duration, rows: Int) {
        paces[rows, default: Pace()].add(duration)
    }

    /// The means of the batches that were seen, by rows.
    package var means: [Int: Duration] { paces.compactMapValues(\.mean) }

    /// What a batch of `rows` takes; nil while nothing has been seen.
    ///
    /// Between two sizes that were seen it lies on the line through them. Above the largest it goes on along the line
    /// through the smallest and the largest, or in proportion if only one was seen; below the smallest it falls in
    /// proportion to no less than a half: a small batch may leave threads idle.
    package func estimate(rows: Int) -> Duration? {
        let seen = means.sorted { $0.key < $1.key }
        guard let first = seen.first, let last = seen.last else { return nil }
        if let above = seen.first(where: { $0.key >= rows }) {
            if above.key == rows { return above.value }
            guard let below = seen.last(where: { $0.key < rows }) else {
                return above.value * max(0.5, Double(rows) / Double(above.key))
            }
            return Self.line(below, above, at: rows)
        }
        guard first.key < last.key, last.value > first.value else {
            return last.value * (Double(rows) / Double(last.key))
        }
        return Self.line(first, last, at: rows)
    }

    private static func line(_ a: (key: Int, value: Duration), _ b: (key: Int, value: Duration), at rows: Int)
        -> Duration
    {
        a.value + (b.value - a.value) * (Double(rows - a.key) / Double(b.key - a.key))
    }
}

/// A running mean of durations in which the latest counts for a fifth.
struct Pace {
    private(set) var mean: Duration?

    mutating func add(_ duration: Duration) {
        mean = mean.map { $0 * 4 / 5 + duration / 5 } ?? duration
    }
}

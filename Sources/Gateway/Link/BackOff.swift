/// How long to wait before the next attempt: a quarter of a second at first, then twice as long each time, up to four.
struct BackOff: Sendable {
    static let first = Duration.milliseconds(250)
    static let longest = Duration.seconds(4)

    private var upcoming = first

    mutating func next() -> Duration {
        defer { upcoming = min(upcoming * 2, Self.longest) }
        return upcoming
    }

    mutating func reset() { upcoming = Self.first }
}

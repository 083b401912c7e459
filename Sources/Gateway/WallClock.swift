import FoundationEssentials

/// The time of day, for what is written down with it.
struct WallClock: Sendable {
    /// Milliseconds since 1970-01-01 00:00 UTC.
    let now: @Sendable () -> Int64

    static let system = WallClock { Int64(Date().timeIntervalSince1970 * 1000) }
}

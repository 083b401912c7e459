/// Where a client that reconnects gets its time and its dice from.
package struct ReconnectTiming: Sendable {
    package var backOff = BackOff()
    /// A connection that lasted this long was a good one: the next is tried for without waiting.
    package var settled = Duration.seconds(10)
    /// Since any one moment.
    package var now: @Sendable () -> Duration
    package var sleep: @Sendable (Duration) async throws -> Void
    /// From 0 to 1.
    package var fraction: @Sendable () -> Double

    package init(
        now: @escaping @Sendable () -> Duration, sleep: @escaping @Sendable (Duration) async throws -> Void,
        fraction: @escaping @Sendable () -> Double
    ) {
        self.now = now
        self.sleep = sleep
        self.fraction = fraction
    }

    /// The system's.
    package static var system: ReconnectTiming {
        let start = ContinuousClock.now
        return ReconnectTiming(
            now: { ContinuousClock.now - start }, sleep: { try await Task.sleep(for: $0) },
            fraction: { .random(in: 0...1) })
    }
}

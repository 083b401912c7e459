/// Frames a second over the last second, or between the last two frames if they are further apart.
/// Times are those of any one clock.
struct FrameRate: Sendable {
    private static let window = Duration.seconds(1)
    private static let most = 64

    private var times: [Duration] = []

    mutating func frame(at time: Duration) {
        times.append(time)
        while times.count > Self.most || times.count > 2 && time - times[0] > Self.window {
            times.removeFirst()
        }
    }

    /// nil until two frames have come.
    var framesPerSecond: Double? {
        guard times.count > 1, let first = times.first, let last = times.last, last > first else { return nil }
        return Double(times.count - 1) / ((last - first) / .seconds(1))
    }
}

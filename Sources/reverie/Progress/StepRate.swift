/// Steps a second over the last second, or between the last two times that any were heard of if they are further apart.
/// Times are those of any one clock.
struct StepRate: Sendable {
    private static let window = Duration.seconds(1)
    private static let most = 64

    private var reports: [(step: Int, time: Duration)] = []

    mutating func reached(_ step: Int, at time: Duration) {
        // A job that was computed anew begins again.
        if let last = reports.last, step < last.step { reports = [] }
        reports.append((step, time))
        while reports.count > Self.most || reports.count > 2 && time - reports[0].time > Self.window {
            reports.removeFirst()
        }
    }

    /// nil until two steps were heard of.
    var stepsPerSecond: Double? {
        guard let first = reports.first, let last = reports.last, last.time > first.time, last.step > first.step
        else { return nil }
        return Double(last.step - first.step) / ((last.time - first.time) / .seconds(1))
    }
}

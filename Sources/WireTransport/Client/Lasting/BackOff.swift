/// How long to wait before the next attempt: a random part of a bound that doubles with each, so that many clients of one
/// server do not come back at the same moment (specification, section 12).
package struct BackOff: Sendable {
    private let first: Duration
    private let longest: Duration
    private var bound: Duration

    package init(first: Duration = .milliseconds(250), longest: Duration = .seconds(30)) {
        self.first = first
        self.longest = longest
        bound = first
    }

    /// - Parameter fraction: a random number from 0 to 1.
    package mutating func next(_ fraction: Double) -> Duration {
        defer { bound = min(bound * 2, longest) }
        return bound * fraction
    }

    package mutating func reset() { bound = first }
}

/// The time of something that was run many times.
package struct Measurement {
    /// Seconds, ascending.
    private let times: [Double]

    /// Runs `body` twice to warm up, then for about `seconds`, at least 5 times.
    package init(seconds: Double, _ body: () -> Void) {
        body()
        body()
        let clock = ContinuousClock()
        var times: [Double] = []
        let begin = clock.now
        while times.count < 5 || clock.now - begin < .seconds(seconds) {
            times.append(clock.measure(body) / .seconds(1))
        }
        self.times = times.sorted()
    }

    package var median: Double { times[times.count / 2] }
    package var best: Double { times[0] }
}

extension Double {
    /// With as many decimals.
    package func text(_ decimals: Int) -> String {
        let scale = (0..<decimals).reduce(1.0) { scale, _ in scale * 10 }
        let whole = (self * scale).rounded()
        guard abs(whole) < 1e15 else { return "\(self)" }
        let digits = String(Int(abs(whole)))
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        let sign = whole < 0 ? "-" : ""
        return decimals == 0 ? sign + padded : sign + padded.dropLast(decimals) + "." + padded.suffix(decimals)
    }
}

extension String {
    package func leftPadded(_ width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }
    package func rightPadded(_ width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}

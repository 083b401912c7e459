extension Duration {
    private var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }

    /// As "0.42 ms".
    var inMilliseconds: String { (seconds * 1000).text(decimals: 2) + " ms" }

    /// As "0.4 s", "12 s" or "2 min 5 s".
    var rounded: String {
        if seconds < 9.95 { return seconds.text(decimals: 1) + " s" }
        let whole = Int(min(seconds, 1e9).rounded())
        return whole < 60 ? "\(whole) s" : "\(whole / 60) min \(whole % 60) s"
    }
}

extension Double {
    /// Plain decimals of a number from 0; for numbers too large for that, the largest.
    func text(decimals: Int) -> String {
        let factor = (0..<decimals).reduce(1) { power, _ in power * 10 }
        let scaled = Int((Swift.max(0, Swift.min(self, 1e12)) * Double(factor)).rounded())
        guard decimals > 0 else { return "\(scaled)" }
        let fraction = String(scaled % factor)
        return "\(scaled / factor)." + String(repeating: "0", count: decimals - fraction.count) + fraction
    }
}

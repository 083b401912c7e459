import WireProtocol

/// A server's figures over the last minutes as a whole screen. A pure value.
struct StatusScreen: Sendable {
    let heading: String
    /// The newest last.
    private var reports: [StatusReport] = []
    private(set) var isAway = false

    private static let most = 240
    private static let bars = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

    init(heading: String) {
        self.heading = heading
    }

    mutating func take(_ report: StatusReport) {
        isAway = false
        // A server that was started anew counts from nothing.
        if let last = reports.last, report.uptimeMilliseconds < last.uptimeMilliseconds { reports = [] }
        reports.append(report)
        if reports.count > Self.most { reports.removeFirst() }
    }

    mutating func lose() { isAway = true }

    func lines(size: TerminalSize) -> [String] {
        let columns = max(1, size.columns - 1)
        guard let report = reports.last else { return [] }
        var lines = ["\u{1B}[1m\(TextWidth.cut(heading, to: columns))\u{1B}[0m"]
        lines += StatusLines.lines(report).map { TextWidth.cut($0, to: columns) }
        lines.append("")
        let room = columns - 15
        if room >= 10 {
            lines.append(graph("waiting", reports.map { Double($0.queued) }, room))
            lines.append(graph("running", reports.map { Double($0.running) }, room))
            lines.append(graph("done", changes { $0.finished }, room))
            let loads = reports.map { Double($0.load) }
            if loads.contains(where: { $0 >= 0 }) { lines.append(graph("load", loads, room)) }
        }
        let footer = isAway ? "The connection was lost. Trying to reach the server again." : "q ends this."
        let shown = lines.prefix(max(1, size.rows - 1))
        return shown + ["\u{1B}[2m\(TextWidth.cut(footer, to: columns))\u{1B}[0m"]
    }

    /// From one report to the next.
    private func changes(_ value: (StatusReport) -> UInt64) -> [Double] {
        zip(reports, reports.dropFirst()).map { value($1) > value($0) ? Double(value($1) - value($0)) : 0 }
    }

    /// A row of bars, the highest of which stands for the largest of the numbers, which is told.
    private func graph(_ name: String, _ numbers: [Double], _ room: Int) -> String {
        let shown = numbers.suffix(room - 6).map { $0.isFinite ? max(0, $0) : 0 }
        let largest = shown.max() ?? 0
        let bars = shown.map { number in
            number == 0 || largest == 0
                ? " " : Self.bars[min(Self.bars.count - 1, Int(number / largest * Double(Self.bars.count)))]
        }
        let label = name + String(repeating: " ", count: max(0, 13 - name.count))
        return "  " + label + bars.joined() + " \(largest.text(decimals: largest.rounded() == largest ? 0 : 1))"
    }
}

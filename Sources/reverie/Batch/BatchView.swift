import WireTransport

/// What the person who waits sees of a batch. A pure value.
struct BatchView: LiveView {
    private let titles: [String]
    private let skipped: Int
    private var running: [Int: JobProgress] = [:]
    private var started: [Int] = []
    private(set) var done = 0
    private(set) var failed = 0
    private var rate = StepRate()
    private var finishedSteps = 0
    private var isAway = false
    private var isCancelling = false
    private var question: String?

    /// - Parameters:
    ///   - titles: of the items that are to be made.
    ///   - skipped: that were made before.
    init(titles: [String], skipped: Int) {
        self.titles = titles
        self.skipped = skipped
    }

    mutating func apply(_ event: JobEvent, of item: Int, at time: Duration) {
        isAway = false
        if running[item] == nil {
            running[item] = JobProgress(steps: 0)
            started.append(item)
        }
        running[item]?.apply(event)
        rate.reached(finishedSteps + running.values.reduce(0) { $0 + $1.step }, at: time)
        guard let progress = running[item], progress.isOver else { return }
        finishedSteps += progress.step
        if progress.isFinished { done += 1 } else { failed += 1 }
        end(item)
    }

    /// An item that there is no job for.
    mutating func fail(_ item: Int) {
        failed += 1
        end(item)
    }

    private mutating func end(_ item: Int) {
        running[item] = nil
        started.removeAll { $0 == item }
    }

    mutating func lose() { isAway = true }
    mutating func ask(_ question: String?) { self.question = question }
    mutating func cancel() {
        question = nil
        isCancelling = true
    }

    func drawing(_ style: Display.Style, size: TerminalSize) -> Drawing {
        let columns = max(1, size.columns - 1)
        guard style != .plain else { return Drawing(lines: [TextWidth.cut(question ?? summary, to: columns)]) }
        let shown = started.prefix(max(0, size.rows - 4)).compactMap { item -> String? in
            guard let progress = running[item] else { return nil }
            let bar = min(16, columns / 3)
            let title = TextWidth.cut(titles[item].printable, to: max(1, columns - bar - 2))
            return ProgressBar.drawn(progress.share, width: bar) + "  " + title
        }
        let share = titles.isEmpty ? 1 : Double(done + failed) / Double(titles.count)
        let width = min(28, columns - summary.count - 2)
        let text = TextWidth.cut(question ?? summary, to: columns)
        let total = question == nil && width >= 8 ? ProgressBar.drawn(share, width: width) + "  " + text : text
        return Drawing(lines: shown + [total])
    }

    private var summary: String {
        if isAway { return "The connection was lost. Trying to reach the server again." }
        if isCancelling { return "Cancelling. Press Ctrl-C again to leave at once." }
        var parts = ["\(done)/\(titles.count) done"]
        if skipped > 0 { parts.append("\(skipped) before") }
        if failed > 0 { parts.append("\(failed) failed") }
        if let rate = rate.stepsPerSecond { parts.append("\(rate.text(decimals: 0)) steps/s") }
        return parts.joined(separator: "  ")
    }
}

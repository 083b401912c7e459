import ImageCoding

extension ProgressView {
    private static let widestBar = 28
    private static let narrowestBar = 8
    /// The empty line under the pictures, the title and the status.
    private static let textRows = 3
    /// For the numbers below the last row of pictures.
    private var labelRows: Int { isNumbered ? 1 : 0 }

    /// What to draw: never more than the size allows.
    func drawing(_ style: Display.Style, size: TerminalSize) -> Drawing {
        // The last column stays free: clearing the rest of a line there would take its last character.
        let room = TerminalSize(
            columns: size.columns - 1, rows: size.rows - Self.textRows - labelRows - rowsBelow(size))
        let text = [heading(columns: room.columns), status(columns: room.columns, isPlain: false)]
        switch style {
        case .pictures(let graphics, let cell):
            var drawing = pictureDrawing(graphics, cell: cell, room: room)
            drawing.lines += (drawing == Drawing() ? [] : [""]) + text
            return drawing
        case .status:
            return Drawing(lines: text)
        case .plain:
            return Drawing(lines: [status(columns: room.columns, isPlain: true)])
        }
    }

    /// Rows for the names of the files and the shell's prompt, so that they do not push the pictures out.
    private func rowsBelow(_ size: TerminalSize) -> Int {
        min(slots.count + 1, size.rows / 4)
    }

    private func pictureDrawing(_ graphics: Graphics, cell: CellSize, room: TerminalSize) -> Drawing {
        let pictures = pictures
        guard let first = pictures.first else { return Drawing() }
        let (count, width, height) = (pictures.count, first.width, first.height)
        switch graphics {
        case .kitty, .iterm2, .sixel:
            let grid = PictureGrid(
                count: count, width: width, height: height, room: room, cell: cell, pairs: showsPairs)
            guard let grid else { return Drawing() }
            var drawing = Drawing(emptyRows: grid.rows(count: count), pictures: grid.placed(pictures))
            if isNumbered {
                drawing.emptyRows += 1
                drawing.labels = grid.labels(count: count)
            }
            return drawing
        case .truecolor, .colours256, .bar:
            let grid = PictureGrid(count: count, width: width, height: height, room: room, pairs: showsPairs)
            let lines = grid?.lines(
                pictures, colour: graphics == .truecolor ? .trueColour : .palette256, isNumbered: isNumbered)
            return Drawing(lines: lines ?? [])
        }
    }

    private func heading(columns: Int) -> String {
        let title = TextWidth.cut(title.isEmpty ? "no prompt" : title.printable, to: max(1, columns))
        let room = columns - TextWidth.columns(title) - 2
        let details = room > 3 ? TextWidth.cut(details.printable, to: room) : ""
        return "\u{1B}[1m\(title)\u{1B}[0m" + (details.isEmpty ? "" : "  \u{1B}[2m\(details)\u{1B}[0m")
    }

    private func status(columns: Int, isPlain: Bool) -> String {
        if let question { return TextWidth.cut(question, to: columns) }
        guard !isAway || isCancelling, let figures = figures(columns: columns) else {
            return TextWidth.cut(sentence, to: columns)
        }
        let width = min(Self.widestBar, columns - figures.count - (isPlain ? 4 : 2))
        guard width >= Self.narrowestBar else { return figures }
        let bar = isPlain ? ProgressBar.plain(share, width: width) : ProgressBar.drawn(share, width: width)
        return bar + "  " + figures
    }

    private var share: Double {
        jobs.isEmpty ? 0 : jobs.reduce(0) { $0 + $1.share } / Double(jobs.count)
    }

    private var isCancelling: Bool { jobs.contains { $0.phase == .cancelling } }

    /// Step, time left and steps a second while a job runs, as many of them as there is room for; nil when there is no bar to
    /// stand beside.
    private func figures(columns: Int) -> String? {
        guard !isAway, !isCancelling, let running = jobs.first(where: { $0.isRunning }) else { return nil }
        var parts = [jobs.count == 1 ? step(of: running) : "\(jobs.count { $0.isFinished })/\(jobs.count) done"]
        if let remaining { parts.append("\(remaining.rounded) left") }
        if let rate = rate.stepsPerSecond { parts.append("\(rate.text(decimals: rate < 9.95 ? 1 : 0)) steps/s") }
        while parts.count > 1, parts.joined(separator: "  ").count > columns { parts.removeLast() }
        return TextWidth.cut(parts.joined(separator: "  "), to: columns)
    }

    private func step(of job: JobProgress) -> String {
        let digits = String(job.steps).count
        let step = String(job.step)
        return "step " + String(repeating: " ", count: max(0, digits - step.count)) + step + "/\(job.steps)"
    }

    /// Until all jobs that are known to run are done.
    private var remaining: Duration? {
        jobs.compactMap { job in
            guard case .running(let remaining?) = job.phase, job.step < job.steps else { return nil }
            return remaining
        }.max()
    }

    private var sentence: String {
        if isAway, !isCancelling { return "The connection was lost. Trying to reach the server again." }
        if isCancelling { return "Cancelling. Press Ctrl-C again to leave at once." }
        guard let job = jobs.first(where: { !$0.isOver }) ?? jobs.first else { return "" }
        switch job.phase {
        case .submitted: return "Waiting for the server."
        case .queued(let ahead, let estimated):
            return Self.place(ahead) + (estimated.map { ", starts in about \($0.rounded)." } ?? ".")
        case .running, .cancelling: return ""
        case .finished, .cancelled, .failed: return ending
        }
    }

    private var ending: String {
        if let job = jobs.first(where: { $0.phase == .failed }) { return "Failed at step \(job.step) of \(job.steps)." }
        if let job = jobs.first(where: { $0.phase == .cancelled }) {
            return "Cancelled at step \(job.step) of \(job.steps)."
        }
        let times = jobs.compactMap { job -> Duration? in
            if case .finished(let time) = job.phase { time } else { nil }
        }
        let steps = jobs.first?.steps ?? 0
        return "\(Self.number(slots.count, "picture")) of \(Self.number(steps, "step"))"
            + (jobs.count == 1 ? " in \((times.max() ?? .zero).precise)." : ".")
    }

    private static func place(_ ahead: Int) -> String {
        ahead == 0 ? "Next in the queue" : "\(number(ahead, "job")) ahead in the queue"
    }

    private static func number(_ count: Int, _ noun: String) -> String {
        "\(count) \(noun)\(count == 1 ? "" : "s")"
    }
}

extension JobProgress {
    fileprivate var isRunning: Bool {
        if case .running = phase { true } else { false }
    }
}

extension Duration {
    /// As "0.82 s" below ten seconds.
    fileprivate var precise: String {
        self < .seconds(10) ? "\((self / .seconds(1)).text(decimals: 2)) s" : rounded
    }
}

import ImageCoding

extension ProgressView {
    private static let widestBar = 28
    private static let narrowestBar = 8
    /// The empty line under the pictures, the title and the status.
    private static let textRows = 3

    /// What to draw, from top to bottom: never more than the size allows.
    func lines(_ style: Display.Style, size: TerminalSize) -> [String] {
        // The last column stays free: clearing the rest of a line there would take its last character.
        let room = TerminalSize(columns: size.columns - 1, rows: size.rows - Self.textRows - rowsBelow(size))
        switch style {
        case .pictures(let colour):
            let drawn = pictureLines(colour, room: room)
            return (drawn.isEmpty ? [] : drawn + [""]) + [heading, status(columns: room.columns)]
        case .status:
            return [heading, status(columns: room.columns)]
        case .plain:
            return [plainStatus(columns: room.columns)]
        }
    }

    /// Rows for the names of the files and the shell's prompt, so that they do not push the pictures out.
    private func rowsBelow(_ size: TerminalSize) -> Int {
        min(count + 1, size.rows / 4)
    }

    private func pictureLines(_ colour: TerminalGraphics.Colour, room: TerminalSize) -> [String] {
        guard let first = pictures.first,
            let grid = PictureGrid(count: count, width: first.width, height: first.height, room: room)
        else { return [] }
        return grid.lines(pictures, colour: colour)
    }

    private var heading: String {
        let title = title.isEmpty ? "no prompt" : title
        return "\u{1B}[1m\(title.printable)\u{1B}[0m  \u{1B}[2m\(details.printable)\u{1B}[0m"
    }

    private func status(columns: Int) -> String {
        guard let figures else { return sentence }
        let width = min(Self.widestBar, columns - figures.count - 2)
        guard width >= Self.narrowestBar else { return figures }
        return ProgressBar.drawn(share, width: width) + "  " + figures
    }

    private func plainStatus(columns: Int) -> String {
        guard let figures else { return sentence }
        let width = min(Self.widestBar, columns - figures.count - 4)
        guard width >= Self.narrowestBar else { return figures }
        return ProgressBar.plain(share, width: width) + "  " + figures
    }

    private var share: Double {
        steps > 0 ? Double(step) / Double(steps) : 0
    }

    /// Step, time left and frame rate while the job runs; nil when there is no bar to stand beside.
    private var figures: String? {
        guard !isAway, case .running(let remaining) = phase else { return nil }
        let digits = String(steps).count
        let step = String(step)
        let aligned = String(repeating: " ", count: max(0, digits - step.count)) + step
        var parts = ["step \(aligned)/\(steps)"]
        if let remaining, self.step < steps { parts.append("\(remaining.rounded) left") }
        if let rate = frameRate.framesPerSecond { parts.append("\(rate.text(decimals: rate < 9.95 ? 1 : 0)) frames/s") }
        return parts.joined(separator: "  ")
    }

    private var sentence: String {
        if isAway, phase != .cancelling { return "The connection was lost. Trying to reach the server again." }
        return switch phase {
        case .submitted: "Waiting for the server."
        case .queued(let ahead, let estimated):
            Self.place(ahead) + (estimated.map { ", starts in about \($0.rounded)." } ?? ".")
        case .running: ""
        case .cancelling: "Cancelling. Press Ctrl-C again to leave at once."
        case .finished(let time):
            "\(Self.number(count, "picture")) of \(Self.number(steps, "step")) in \(time.precise)."
        case .cancelled: "Cancelled at step \(step) of \(steps)."
        case .failed: "Failed at step \(step) of \(steps)."
        }
    }

    private static func place(_ ahead: Int) -> String {
        ahead == 0 ? "Next in the queue" : "\(number(ahead, "job")) ahead in the queue"
    }

    private static func number(_ number: Int, _ noun: String) -> String {
        number == 1 ? "1 \(noun)" : "\(number) \(noun)s"
    }
}

extension Duration {
    /// As "0.82 s" below ten seconds.
    fileprivate var precise: String {
        self < .seconds(10) ? "\((self / .seconds(1)).text(decimals: 2)) s" : rounded
    }
}

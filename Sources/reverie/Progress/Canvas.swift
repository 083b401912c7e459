/// Turns a progress view into what is written to the terminal to show it in place of what it showed before.
struct Canvas: Sendable {
    let style: Display.Style
    private var screen = Screen()
    private var line = LineScreen()

    init(style: Display.Style) {
        self.style = style
    }

    mutating func draw(_ view: ProgressView, size: TerminalSize) -> String {
        let lines = view.lines(style, size: size)
        return style == .plain ? line.draw(lines.joined(), size: size) : screen.draw(lines, size: size)
    }
}

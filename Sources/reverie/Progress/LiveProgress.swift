import Glibc
import WireTransport

/// Draws a progress view on a terminal, again with every event; without a terminal, nothing.
actor LiveProgress {
    private let terminal: Terminal?
    private var view: ProgressView
    private var canvas: Canvas
    private let start = ContinuousClock.now

    init(_ view: ProgressView, on display: Display?) {
        self.view = view
        terminal = display.map {
            Terminal($0.stream == .output ? .standard : .standardError, hidesCursor: $0.style != .plain)
        }
        canvas = Canvas(style: display?.style ?? .plain)
    }

    func begin() throws(CommandFailure) {
        try terminal?.beginDrawing()
        try draw()
    }

    func show(_ event: JobEvent) throws(CommandFailure) {
        view.apply(event, at: ContinuousClock.now - start)
        try draw()
    }

    func cancel() throws(CommandFailure) {
        view.cancel()
        try draw()
    }

    /// The connection was lost; the next event shows that it is back.
    func lose() throws(CommandFailure) {
        view.lose()
        try draw()
    }

    /// Stops the program until the shell lets it go on, and then draws afresh below what the shell wrote.
    func pause() throws(CommandFailure) {
        end()
        kill(getpid(), SIGSTOP)
        canvas = Canvas(style: canvas.style)
        try begin()
    }

    private func draw() throws(CommandFailure) {
        guard let terminal else { return }
        try terminal.write(canvas.draw(view, size: terminal.size))
    }

    /// Leaves what is drawn and puts the terminal back as it was, the cursor on a line of its own. May be called while
    /// something is drawn.
    nonisolated func end() {
        // There is nobody to tell if the terminal is gone.
        try? terminal?.write("\n")
        terminal?.endDrawing()
    }
}

import Glibc
import WireTransport

/// Draws a progress view on a terminal, again with every event; without a terminal, nothing.
actor LiveProgress {
    private let terminal: Terminal?
    private var view: any LiveView
    private var canvas: Canvas
    private let start = ContinuousClock.now

    init(_ view: any LiveView, on display: Display?) {
        self.view = view
        terminal = display.map { Terminal($0) }
        canvas = Canvas(style: display?.style ?? .plain)
    }

    func begin() throws(CommandFailure) {
        try terminal?.beginDrawing()
        try draw()
    }

    func show(_ event: JobEvent, of job: Int) throws(CommandFailure) {
        view.apply(event, of: job, at: ContinuousClock.now - start)
        try draw()
    }

    /// Changes what is shown in some other way.
    func update<View: LiveView>(_ type: View.Type, _ change: (inout View) -> Void) throws(CommandFailure) {
        guard var changed = view as? View else { return }
        change(&changed)
        view = changed
        try draw()
    }

    func cancel() throws(CommandFailure) {
        view.cancel()
        try draw()
    }

    /// In the place of the status; nil takes it away.
    func ask(_ question: String?) throws(CommandFailure) {
        view.ask(question)
        try draw()
    }

    /// Says something beside the progress: above it on a terminal, else on standard error.
    func note(_ sentence: String) throws(CommandFailure) {
        guard let terminal else { return try Output.standardError.write(sentence.printable + "\n") }
        try terminal.draw(canvas.note(sentence.printable))
        try draw()
    }

    /// The connection was lost; the next event shows that it is back.
    func lose() throws(CommandFailure) {
        view.lose()
        try draw()
    }

    /// Stops the program until the shell lets it go on, and then draws afresh below what the shell wrote.
    func pause() throws(CommandFailure) {
        terminal?.pauseDrawing()
        // Unlike `kill`, it stops this thread before anything else is done.
        raise(SIGSTOP)
        canvas = Canvas(style: canvas.style)
        try begin()
    }

    /// Again, because the terminal has another size.
    func draw() throws(CommandFailure) {
        guard let terminal else { return }
        try terminal.draw(canvas.draw(view, size: terminal.size))
    }

    /// Leaves what is drawn and puts the terminal back as it was, the cursor on a line of its own. May be called while
    /// something is drawn; nothing is drawn afterwards.
    nonisolated func end() {
        terminal?.endDrawing()
    }
}

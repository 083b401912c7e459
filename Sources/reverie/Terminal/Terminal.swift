import Glibc
import Synchronization

/// A terminal that is drawn on: while it is, keys are not echoed, and the cursor may be hidden.
final class Terminal: Sendable {
    private let output: Output
    private let hidesCursor: Bool
    private let awaitsAnswers: Bool
    private let state = Mutex(State())

    private struct State {
        var isDrawing = false
        /// To go back to; nil if they were left alone.
        var settings: termios?
    }

    init(_ output: Output, hidesCursor: Bool, awaitsAnswers: Bool = false) {
        self.output = output
        self.hidesCursor = hidesCursor
        self.awaitsAnswers = awaitsAnswers
    }

    convenience init(_ display: Display) {
        self.init(
            display.stream == .output ? .standard : .standardError, hidesCursor: display.style != .plain,
            awaitsAnswers: display.awaitsAnswers)
    }

    /// nil if `output` is no terminal, or one that does not tell.
    static func size(of output: Output) -> TerminalSize? {
        var size = winsize()
        guard ioctl(output.descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
            return nil
        }
        return TerminalSize(columns: Int(size.ws_col), rows: Int(size.ws_row))
    }

    var size: TerminalSize {
        Self.size(of: output) ?? TerminalSize(columns: 80, rows: 24)
    }

    /// A program in the background may write, but is stopped if it changes the settings.
    private var isInForeground: Bool {
        tcgetpgrp(output.descriptor) == getpgrp()
    }

    func write(_ text: String) throws(CommandFailure) {
        try output.write(text)
    }

    func beginDrawing() throws(CommandFailure) {
        state.withLock { state in
            state.isDrawing = true
            var current = termios()
            guard state.settings == nil, isInForeground, tcgetattr(output.descriptor, &current) == 0 else { return }
            state.settings = current
            current.c_lflag &= ~tcflag_t(ECHO)
            tcsetattr(output.descriptor, TCSADRAIN, &current)
        }
        if hidesCursor { try write(Screen.hideCursor) }
    }

    /// Puts everything back as it was, the cursor on a line of its own; may be called at any time, from any thread.
    func endDrawing() {
        let settings = state.withLock { state -> termios?? in
            guard state.isDrawing else { return nil }
            state.isDrawing = false
            return .some(state.settings.take())
        }
        guard let settings else { return }
        // There is nobody to tell if the terminal is gone. An update that was begun is ended, or nothing would be shown.
        try? write(hidesCursor ? Screen.endUpdate + "\n" + Screen.showCursor : "\n")
        guard var saved = settings, isInForeground else { return }
        // What the terminal answers too late is not to look like something that was typed.
        tcsetattr(output.descriptor, awaitsAnswers ? TCSAFLUSH : TCSADRAIN, &saved)
    }
}

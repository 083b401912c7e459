import Glibc
import Synchronization

/// A terminal that is drawn on: while it is, keys are not echoed, and the cursor may be hidden.
///
/// Whoever draws need not know that another thread has ended the drawing: what would come after the end is dropped, and
/// the end waits for what is being written, so the terminal is always left as it was found.
final class Terminal: Sendable {
    private let output: Output
    private let hidesCursor: Bool
    private let awaitsAnswers: Bool
    private let state = Mutex(State())

    private enum Phase {
        case idle, drawing, ended
    }

    private struct State {
        var phase = Phase.idle
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

    /// Writes nothing unless the drawing goes on.
    func draw(_ text: String) throws(CommandFailure) {
        try state.withLock { state throws(CommandFailure) in
            guard state.phase == .drawing else { return }
            try output.write(text)
        }
    }

    /// Does nothing after the end.
    func beginDrawing() throws(CommandFailure) {
        try state.withLock { state throws(CommandFailure) in
            guard state.phase == .idle else { return }
            state.phase = .drawing
            var current = termios()
            if isInForeground, tcgetattr(output.descriptor, &current) == 0 {
                state.settings = current
                current.c_lflag &= ~tcflag_t(ECHO)
                // Or Ctrl-C throws away what was written and not read yet: a picture would be cut off within its sequence, and
                // Linux then wakes nobody who waits for room to write, while the terminal waits for more to read.
                current.c_lflag |= tcflag_t(NOFLSH)
                tcsetattr(output.descriptor, TCSADRAIN, &current)
            }
            if hidesCursor { try output.write(Screen.hideCursor) }
        }
    }

    /// Puts everything back until the drawing begins again.
    func pauseDrawing() {
        restore(.idle)
    }

    /// Puts everything back as it was, the cursor on a line of its own, for good; may be called at any time, from any
    /// thread.
    func endDrawing() {
        restore(.ended)
    }

    private func restore(_ phase: Phase) {
        state.withLock { state in
            let wasDrawing = state.phase == .drawing
            state.phase = phase
            guard wasDrawing else { return }
            // There is nobody to tell if the terminal is gone. An update that was begun is ended, or nothing would be
            // shown.
            try? output.write(hidesCursor ? Screen.endUpdate + "\n" + Screen.showCursor : "\n")
            guard var saved = state.settings.take(), isInForeground else { return }
            // What the terminal answers too late is not to look like something that was typed.
            tcsetattr(output.descriptor, awaitsAnswers ? TCSAFLUSH : TCSADRAIN, &saved)
        }
    }
}

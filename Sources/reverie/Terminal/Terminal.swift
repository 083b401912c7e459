import Glibc
import Synchronization

/// A terminal that is drawn on: while it is, keys are not echoed, and the cursor may be hidden.
final class Terminal: Sendable {
    private let output: Output
    private let hidesCursor: Bool
    /// The settings to go back to; nil while nothing is drawn.
    private let settings = Mutex<termios?>(nil)

    init(_ output: Output, hidesCursor: Bool) {
        self.output = output
        self.hidesCursor = hidesCursor
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
        settings.withLock { settings in
            var current = termios()
            guard settings == nil, isInForeground, tcgetattr(output.descriptor, &current) == 0 else { return }
            settings = current
            current.c_lflag &= ~tcflag_t(ECHO)
            tcsetattr(output.descriptor, TCSADRAIN, &current)
        }
        if hidesCursor { try write(Screen.hideCursor) }
    }

    /// Puts everything back as it was; may be called at any time, from any thread.
    func endDrawing() {
        settings.withLock { settings in
            guard var saved = settings.take(), isInForeground else { return }
            tcsetattr(output.descriptor, TCSADRAIN, &saved)
        }
        // There is nobody to tell if the terminal is gone.
        if hidesCursor { try? write(Screen.showCursor) }
    }
}

import Dispatch
import Glibc
import Synchronization

/// The terminal that the program was started from, whatever its standard streams are: what people type is read there.
final class ControllingTerminal: Sendable {
    private let descriptor: Int32
    /// To go back to, while keys come one by one for longer.
    private let settings = Mutex<termios?>(nil)

    /// nil if there is none, or the program runs in its background.
    init?() {
        descriptor = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        guard tcgetpgrp(descriptor) == getpgrp() else {
            close(descriptor)
            return nil
        }
    }

    deinit { close(descriptor) }

    /// Asks the terminal what it can show.
    ///
    /// - Returns: what it answered within `limit`; `isComplete` says whether that was all.
    func ask(within limit: Duration = .milliseconds(300)) async -> TerminalAnswers {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: self.answers(within: limit)) }
        }
    }

    private func answers(within limit: Duration) -> TerminalAnswers {
        var answers = TerminalAnswers()
        let output = Output(descriptor: descriptor)
        var isInterrupted = false
        withoutLines {
            guard (try? output.write(TerminalAnswers.questions)) != nil else { return }
            let deadline = ContinuousClock.now + limit
            while !answers.isComplete, !isInterrupted, let bytes = read(until: deadline) {
                // No terminal answers with that: it is Ctrl-C.
                isInterrupted = bytes.contains(0x03)
                answers.take(bytes)
            }
        }
        if isInterrupted { interrupt() }
        return answers
    }

    /// Waits for a key, between ``beginKeys()`` and ``endKeys()``; nil if none is pressed in time.
    func nextKey(within limit: Duration) async -> UInt8? {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                let bytes = self.read(until: ContinuousClock.now + limit) ?? []
                continuation.resume(returning: Keystroke.first(in: bytes))
            }
        }
    }

    /// From here on keys come one by one and are not echoed. What was typed before is forgotten.
    func beginKeys() {
        settings.withLock { settings in
            var current = termios()
            guard settings == nil, tcgetattr(descriptor, &current) == 0 else { return }
            settings = current
            current.c_lflag &= ~tcflag_t(ECHO | ICANON)
            tcsetattr(descriptor, TCSAFLUSH, &current)
        }
    }

    /// Keys are as they were before ``beginKeys()``, if that was.
    func endKeys() {
        settings.withLock { settings in
            guard var saved = settings.take() else { return }
            tcsetattr(descriptor, TCSAFLUSH, &saved)
        }
    }

    /// A line that is typed; nil at the end of input.
    ///
    /// - Parameter hidden: whether it is not shown.
    func line(prompt: String, hidden: Bool = false) throws(CommandFailure) -> String? {
        if hidden, let line = hiddenLine(prompt) {
            try? Output(descriptor: descriptor).write("\n")
            // The terminal is as it was, whatever becomes of the program.
            if line == .interrupted { interrupt() }
            return if case .line(let text) = line { text } else { nil }
        }
        try Output(descriptor: descriptor).write(prompt)
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while true {
            let count = Glibc.read(descriptor, &byte, 1)
            if count < 0, errno == EINTR { continue }
            guard count == 1 else { return line.isEmpty ? nil : String(decoding: line, as: UTF8.self) }
            if byte == UInt8(ascii: "\n") { return String(decoding: line, as: UTF8.self) }
            line.append(byte)
        }
    }

    /// nil if the terminal cannot be told not to show it.
    private func hiddenLine(_ prompt: String) -> HiddenLine.Outcome? {
        var settings = termios()
        guard tcgetattr(descriptor, &settings) == 0 else { return nil }
        return withoutLines {
            // Not before: quick fingers would be shown.
            try? Output(descriptor: descriptor).write(prompt)
            var line = HiddenLine()
            var byte: UInt8 = 0
            while true {
                let count = Glibc.read(descriptor, &byte, 1)
                if count < 0, errno == EINTR { continue }
                guard count == 1 else { return .end }
                if let outcome = line.take(byte) { return outcome }
            }
        }
    }

    /// What Ctrl-C does where it is no key.
    private func interrupt() {
        // Not to this thread: those of Dispatch take no signals. Another one needs a moment to take it.
        kill(getpid(), SIGINT)
        sleep(1)
    }

    /// Runs `body` while keys come one by one and are not echoed, Ctrl-C too: it would end the program before the terminal is
    /// as it was.
    private func withoutLines<Value>(_ body: () -> Value) -> Value {
        var settings = termios()
        guard tcgetattr(descriptor, &settings) == 0 else { return body() }
        var single = settings
        single.c_lflag &= ~tcflag_t(ECHO | ICANON | ISIG)
        tcsetattr(descriptor, TCSANOW, &single)
        defer { tcsetattr(descriptor, TCSANOW, &settings) }
        return body()
    }

    private func read(until deadline: ContinuousClock.Instant) -> [UInt8]? {
        while true {
            let left = deadline - ContinuousClock.now
            guard left > .zero else { return nil }
            var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let ready = poll(&waiting, 1, Int32(clamping: Int64(left / .milliseconds(1)) + 1))
            if ready < 0, errno != EINTR { return nil }
            guard ready > 0 else { continue }
            var bytes = [UInt8](repeating: 0, count: 1024)
            let count = Glibc.read(descriptor, &bytes, bytes.count)
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            return count > 0 ? Array(bytes.prefix(count)) : nil
        }
    }
}

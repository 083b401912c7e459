import Glibc
import WireProtocol
import WireTransport

/// Shows how a server is on a screen of its own, in the manner of `top`, until somebody has seen enough.
struct StatusMonitor: Sendable {
    let client: LastingClient
    let heading: String
    let keyboard: ControllingTerminal

    private static let enter = "\u{1B}[?1049h\u{1B}[?25l"
    private static let leave = "\u{1B}[?25h\u{1B}[?1049l"

    private enum Input: Sendable {
        case report(StatusReport)
        case away
        case failure(any Error)
        case signal(Int32)
        case key(UInt8)
    }

    func run(_ first: StatusReport) async throws {
        let interrupts = Interrupts()
        let (inputs, continuation) = AsyncStream.makeStream(of: Input.self)
        let tasks = [
            Task { [signals = interrupts.signals] in
                for await signal in signals { continuation.yield(.signal(signal)) }
            },
            Task { await ask { input in continuation.yield(input) } },
            Task { [keyboard] in
                while !Task.isCancelled {
                    if let key = await keyboard.nextKey(within: .milliseconds(200)) { continuation.yield(.key(key)) }
                }
            },
        ]
        var screen = StatusScreen(heading: heading)
        screen.take(first)
        defer {
            keyboard.endKeys()
            for task in tasks { task.cancel() }
            interrupts.stop()
            try? Output.standard.write(Self.leave)
        }
        keyboard.beginKeys()
        try Output.standard.write(Self.enter)
        try draw(screen)
        for await input in inputs {
            switch input {
            case .report(let report): screen.take(report)
            case .away: screen.lose()
            case .failure(let error): throw error
            case .signal(SIGWINCH): break
            case .signal(SIGTSTP):
                try Output.standard.write(Self.leave)
                keyboard.endKeys()
                raise(SIGSTOP)
                keyboard.beginKeys()
                try Output.standard.write(Self.enter)
            case .signal, .key(UInt8(ascii: "q")), .key(UInt8(ascii: "Q")), .key(0x1B): return
            case .key: continue
            }
            try draw(screen)
        }
    }

    private func ask(_ tell: @Sendable (Input) -> Void) async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(1))
            do {
                tell(.report(try await client.connection(patience: .zero).status()))
            } catch let error as ConnectionError where error.code.mayPass {
                tell(.away)
            } catch is CancellationError {
                return
            } catch {
                tell(.failure(error))
            }
        }
    }

    private func draw(_ screen: StatusScreen) throws {
        let size = Terminal.size(of: .standard) ?? TerminalSize(columns: 80, rows: 24)
        let lines = screen.lines(size: size).map { $0 + "\u{1B}[K" }.joined(separator: "\r\n")
        try Output.standard.write(Screen.beginUpdate + "\u{1B}[H" + lines + "\u{1B}[J" + Screen.endUpdate)
    }
}

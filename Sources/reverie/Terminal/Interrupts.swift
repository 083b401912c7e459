import Dispatch
import Glibc

/// Ctrl-C and the other signals that ask a program to end, to pause or to draw anew, as events in place of their usual
/// effect.
final class Interrupts {
    /// The signals' numbers as they come.
    let signals: AsyncStream<Int32>
    private let taken: [Int32]
    private let sources: [any DispatchSourceSignal]

    private static let handled = [SIGINT, SIGTERM, SIGHUP, SIGTSTP, SIGWINCH]

    init() {
        let (stream, continuation) = AsyncStream.makeStream(of: Int32.self)
        signals = stream
        // What nohup, or a shell for what it runs in the background, has the program ignore, stays ignored.
        taken = Self.handled.filter { !Self.isIgnored($0) }
        sources = taken.map { signal in
            Glibc.signal(signal, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: signal, queue: .global())
            source.setEventHandler { continuation.yield(signal) }
            source.activate()
            return source
        }
    }

    /// Signals have their usual effect again.
    func stop() {
        for source in sources { source.cancel() }
        for signal in taken { Glibc.signal(signal, SIG_DFL) }
    }

    private static func isIgnored(_ signal: Int32) -> Bool {
        var action = sigaction()
        guard sigaction(signal, nil, &action) == 0 else { return false }
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
            == unsafeBitCast(SIG_IGN, to: Int.self)
    }
}

import Dispatch
import Glibc

/// Ctrl-C and the other signals that ask a program to end, to pause or to draw anew, as events in place of their usual
/// effect.
final class Interrupts {
    /// The signals' numbers as they come.
    let signals: AsyncStream<Int32>
    private let sources: [any DispatchSourceSignal]

    private static let handled = [SIGINT, SIGTERM, SIGHUP, SIGTSTP, SIGWINCH]

    init() {
        let (stream, continuation) = AsyncStream.makeStream(of: Int32.self)
        signals = stream
        sources = Self.handled.map { signal in
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
        for signal in Self.handled { Glibc.signal(signal, SIG_DFL) }
    }
}

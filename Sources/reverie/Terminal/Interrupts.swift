import Dispatch
import Glibc
import Synchronization

/// Ctrl-C and the other signals that ask a program to end. The first one is handed on; the second one ends the program.
final class Interrupts {
    /// The first signal's number, then nothing more.
    let first: AsyncStream<Int32>
    private let received = FirstSignal()
    private let sources: [any DispatchSourceSignal]

    private static let signals = [SIGINT, SIGTERM, SIGHUP]

    /// - Parameter beforeExit: called on the second signal.
    init(beforeExit: @escaping @Sendable () -> Void) {
        let (stream, continuation) = AsyncStream.makeStream(of: Int32.self)
        first = stream
        sources = Self.signals.map { [received] signal in
            Glibc.signal(signal, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: signal, queue: .global())
            source.setEventHandler {
                guard received.set(signal) else {
                    beforeExit()
                    _exit(128 + signal)
                }
                continuation.yield(signal)
                continuation.finish()
            }
            source.activate()
            return source
        }
    }

    /// The first signal's number once it has come.
    var signal: Int32? { received.number }

    /// Signals have their usual effect again.
    func stop() {
        for source in sources { source.cancel() }
        for signal in Self.signals { Glibc.signal(signal, SIG_DFL) }
    }
}

private final class FirstSignal: Sendable {
    private let value = Atomic<Int32>(0)

    var number: Int32? {
        let number = value.load(ordering: .relaxed)
        return number == 0 ? nil : number
    }

    /// Whether it was the first.
    func set(_ number: Int32) -> Bool {
        value.compareExchange(expected: 0, desired: number, ordering: .relaxed).exchanged
    }
}

import Dispatch
import Glibc
import Synchronization

/// Ctrl-C and the other signals that ask a program to end or to pause, as events. The second one that asks to end ends
/// the program.
final class Interrupts {
    /// The signals' numbers as they come.
    let signals: AsyncStream<Int32>
    private let received = FirstSignal()
    private let sources: [any DispatchSourceSignal]

    private static let handled = [SIGINT, SIGTERM, SIGHUP, SIGTSTP]

    /// - Parameter beforeExit: called before the second signal ends the program.
    init(beforeExit: @escaping @Sendable () -> Void) {
        let (stream, continuation) = AsyncStream.makeStream(of: Int32.self)
        signals = stream
        sources = Self.handled.map { [received] signal in
            Glibc.signal(signal, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: signal, queue: .global())
            source.setEventHandler {
                guard signal == SIGTSTP || received.set(signal) else {
                    beforeExit()
                    _exit(128 + signal)
                }
                continuation.yield(signal)
            }
            source.activate()
            return source
        }
    }

    /// The number of the first signal that asked to end, once it has come.
    var signal: Int32? { received.number }

    /// Signals have their usual effect again.
    func stop() {
        for source in sources { source.cancel() }
        for signal in Self.handled { Glibc.signal(signal, SIG_DFL) }
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

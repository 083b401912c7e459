import NIOCore
import Synchronization

/// How long a wrong proof waits for its answer: longer with each from the same address, so that guessing is slow, but never so
/// long that somebody who mistyped has to wait.
struct AuthenticationFailures {
    static let first = TimeAmount.milliseconds(250)
    static let longest = TimeAmount.seconds(4)
    /// After this long without a failure an address is as good as any.
    static let memory = TimeAmount.minutes(10)
    /// Addresses that are remembered; beyond it the one that has failed longest ago is forgotten.
    static let capacity = 1024

    private var failures: [String: (count: Int, last: NIODeadline)] = [:]

    /// Addresses that are remembered now.
    var count: Int { failures.count }

    /// - Returns: how long to wait.
    mutating func failed(_ address: String, at now: NIODeadline) -> TimeAmount {
        failures = failures.filter { now - $0.value.last < Self.memory }
        let count = (failures[address]?.count ?? 0) + 1
        if failures.count >= Self.capacity, failures[address] == nil,
            let oldest = failures.min(by: { $0.value.last < $1.value.last })?.key
        {
            failures[oldest] = nil
        }
        failures[address] = (count, now)
        var delay = Self.first
        for _ in 1..<count where delay < Self.longest { delay = min(delay + delay, Self.longest) }
        return delay
    }

    mutating func succeeded(_ address: String) {
        failures[address] = nil
    }
}

/// The failures that all connections of a server share.
final class SharedFailures: Sendable {
    private let failures = Mutex(AuthenticationFailures())

    func failed(_ address: String, at now: NIODeadline) -> TimeAmount {
        failures.withLock { $0.failed(address, at: now) }
    }

    func succeeded(_ address: String) {
        failures.withLock { $0.succeeded(address) }
    }
}

import NIOCore
import Testing

@testable import WireTransport

struct AuthenticationFailuresTests {
    private let start = NIODeadline.uptimeNanoseconds(1_000_000_000_000)

    @Test func eachFailureWaitsLongerUpToABound() {
        var failures = AuthenticationFailures()
        let delays = (0..<100).map { _ in failures.failed("192.0.2.1", at: start).nanoseconds / 1_000_000 }
        #expect(delays.prefix(6) == [250, 500, 1000, 2000, 4000, 4000])
        #expect(delays.max() == 4000)
        #expect(failures.failed("192.0.2.2", at: start) == .milliseconds(250))
    }

    @Test func aSuccessOrALongTimeMakesGood() {
        var failures = AuthenticationFailures()
        for _ in 0..<3 { _ = failures.failed("a", at: start) }
        failures.succeeded("a")
        #expect(failures.failed("a", at: start) == .milliseconds(250))
        for _ in 0..<3 { _ = failures.failed("b", at: start) }
        #expect(failures.failed("b", at: start + .minutes(9)) == .seconds(2))
        #expect(failures.failed("b", at: start + .minutes(20)) == .milliseconds(250))
    }

    @Test func aMillionAddressesTakeNoMoreMemoryThanAThousand() {
        var failures = AuthenticationFailures()
        for address in 0..<(3 * AuthenticationFailures.capacity) {
            _ = failures.failed("\(address)", at: start + .milliseconds(Int64(address)))
        }
        #expect(failures.count == AuthenticationFailures.capacity)
        // The newest are remembered.
        let last = "\(3 * AuthenticationFailures.capacity - 1)"
        #expect(failures.failed(last, at: start + .seconds(5)) == .milliseconds(500))
    }
}

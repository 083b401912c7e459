import Testing
import WireTransport

struct BackOffTests {
    @Test func theBoundDoublesUpToTheLongestAndBeginsAnew() {
        var backOff = BackOff(longest: .seconds(4))
        let waits = (0..<7).map { _ in backOff.next(1) }
        #expect(waits == [250, 500, 1000, 2000, 4000, 4000, 4000].map { Duration.milliseconds($0) })
        backOff.reset()
        #expect(backOff.next(1) == .milliseconds(250))
    }

    @Test func theWaitIsAPartOfTheBound() {
        var backOff = BackOff()
        #expect([0, 0.5, 0.25].map { backOff.next($0) } == [.zero, .milliseconds(250), .milliseconds(250)])
    }
}

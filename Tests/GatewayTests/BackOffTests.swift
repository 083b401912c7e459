import Testing

@testable import Gateway

struct BackOffTests {
    @Test func doublesUpToTheLongestAndBeginsAnew() {
        var backOff = BackOff()
        let waits = (0..<7).map { _ in backOff.next() }
        #expect(waits == [250, 500, 1000, 2000, 4000, 4000, 4000].map { Duration.milliseconds($0) })
        backOff.reset()
        #expect(backOff.next() == .milliseconds(250))
    }
}

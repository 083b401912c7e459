import Testing

@testable import reverie

@Suite struct FrameRateTests {
    private func rate(_ milliseconds: [Int]) -> Double? {
        var rate = FrameRate()
        for time in milliseconds { rate.frame(at: .milliseconds(time)) }
        return rate.framesPerSecond
    }

    @Test func `one frame tells no rate`() {
        #expect(rate([]) == nil)
        #expect(rate([5]) == nil)
        #expect(rate([5, 5]) == nil)
    }

    @Test func `the last second counts`() throws {
        #expect(rate([0, 50, 100]) == 20)
        #expect(rate([0, 900, 1800, 1900, 2000]) == 10)
        #expect(rate([0, 5000]) == 0.2)
        #expect(rate([0, 10, 5010]) == 0.2)
        #expect(try abs(#require(rate(Array(0..<1000))) - 1000) < 1e-6)
    }
}

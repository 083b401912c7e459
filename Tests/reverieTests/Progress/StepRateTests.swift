import Testing

@testable import reverie

@Suite struct StepRateTests {
    private func rate(_ reports: [(step: Int, milliseconds: Int)]) -> Double? {
        var rate = StepRate()
        for report in reports { rate.reached(report.step, at: .milliseconds(report.milliseconds)) }
        return rate.stepsPerSecond
    }

    @Test func `one report tells no rate`() {
        #expect(rate([]) == nil)
        #expect(rate([(1, 5)]) == nil)
        #expect(rate([(1, 5), (2, 5)]) == nil)
        #expect(rate([(1, 5), (1, 9)]) == nil)
    }

    @Test func `the last second counts, and steps that were not seen too`() throws {
        #expect(rate([(1, 0), (2, 50), (3, 100)]) == 20)
        #expect(rate([(1, 0), (4, 50), (11, 100)]) == 100)
        #expect(rate([(1, 0), (2, 900), (3, 1800), (4, 1900), (5, 2000)]) == 10)
        #expect(rate([(1, 0), (2, 5000)]) == 0.2)
        #expect(try abs(#require(rate((0..<1000).map { ($0, $0) })) - 1000) < 1e-6)
    }

    @Test func `a job that begins again has a rate again`() {
        #expect(rate([(20, 0), (21, 10), (1, 1000), (2, 1500)]) == 2)
    }
}

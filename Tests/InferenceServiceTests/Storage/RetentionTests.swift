import Testing
import WireProtocol

@testable import InferenceService

@Suite struct RetentionTests {
    private func expired(_ retention: Retention, _ jobs: [EndedJob], now: UInt64 = 10_000) -> Set<JobID> {
        Set(retention.expired(jobs, now: now))
    }

    @Test func whatIsTooOldGoes() {
        let jobs = [Samples.ended(1, time: 1000), Samples.ended(2, time: 5000), Samples.ended(3, time: 99_000)]
        #expect(expired(Retention(age: .seconds(5)), jobs) == [Samples.id(1)])
        #expect(expired(Retention(age: .zero), jobs) == [Samples.id(1), Samples.id(2)])
        #expect(expired(Retention(), jobs).isEmpty)
    }

    @Test func ofTheRestTheOldestGoUntilTheBoundsHold() {
        let jobs = (1...6).map { Samples.ended($0, bytes: 100, time: UInt64($0)) }
        #expect(expired(Retention(bytes: 350), jobs) == Set((1...3).map(Samples.id)))
        #expect(expired(Retention(jobs: 2), jobs) == Set((1...4).map(Samples.id)))
    }

    @Test func theNewestStaysWhateverItsSize() {
        let jobs = [Samples.ended(1, bytes: 5000, time: 2), Samples.ended(2, bytes: 1, time: 1)]
        #expect(expired(Retention(bytes: 10), jobs) == [Samples.id(2)])
    }
}

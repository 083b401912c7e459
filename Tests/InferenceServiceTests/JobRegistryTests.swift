import Testing
import WireProtocol

@testable import InferenceService

@Suite struct JobRegistryTests {
    private let recipe = SubmitRequest.small().recipe

    @Test func theSameKeyIsTheSameJobUntilItEnds() {
        var registry = JobRegistry()
        let key = IdempotencyKey.random()
        let (job, isNew) = registry.job(for: key, recipe)
        #expect(isNew)
        let (again, isNewAgain) = registry.job(for: key, recipe)
        #expect(again === job && !isNewAgain)
        #expect(registry[job.id] === job)

        registry.forget(job)
        #expect(registry[job.id] == nil && registry.jobs.isEmpty)
        let (next, isNewAfterwards) = registry.job(for: key, recipe)
        #expect(isNewAfterwards && next.id != job.id && next.engineID != job.engineID)
    }

    @Test func differentKeysAreDifferentJobs() {
        var registry = JobRegistry()
        let jobs = (0..<50).map { _ in registry.job(for: .random(), recipe).job }
        #expect(Set(jobs.map(\.id)).count == 50 && Set(jobs.map(\.engineID)).count == 50)
        #expect(registry.jobs.count == 50)
    }
}

import DiffusionEngine
import Sampling
import Testing
import WireProtocol

@testable import InferenceService

@Suite struct JobRegistryTests {
    private func accepted(_ number: Int, client: String) -> AcceptedJob {
        let sample = Samples.accepted(number)
        return AcceptedJob(
            id: sample.id, client: client, request: sample.request, model: sample.model, time: sample.time)
    }

    private let load = JobRegistry.Load(
        generation: GenerationRequest(
            model: "fashion", prompt: nil, seed: 1, steps: 25, sampler: .ddim, guidanceScale: 1),
        draftKey: DraftCache.Key(Samples.accepted(1).request.recipe, model: Samples.model), cost: 25 * 784)

    private func submit(_ number: Int, client: String, to registry: inout JobRegistry) -> Job {
        let job = registry.add(accepted(number, client: client), pixels: 784)
        registry.enqueue(job, load)
        return job
    }

    private func start(_ registry: inout JobRegistry) -> Job? {
        guard let (job, _) = registry.next(blocked: []) else { return nil }
        registry.started(job)
        return job
    }

    @Test func oneClientDoesNotHoldUpAnother() {
        var registry = JobRegistry(quotas: Quotas())
        for number in 0..<500 { _ = submit(number, client: "greedy", to: &registry) }
        #expect(start(&registry)?.id == Samples.id(0))
        let single = submit(1000, client: "modest", to: &registry)
        #expect(start(&registry) === single)
        #expect(start(&registry)?.id == Samples.id(1))
        #expect(registry.queuedCount == 498 && registry.runningCount == 3)
    }

    @Test func aClientRunsNoMoreJobsThanItMay() {
        var registry = JobRegistry(quotas: Quotas(runningPerClient: 2))
        let jobs = (0..<4).map { submit($0, client: "a", to: &registry) }
        #expect(start(&registry) === jobs[0] && start(&registry) === jobs[1] && start(&registry) == nil)
        let other = submit(9, client: "b", to: &registry)
        #expect(start(&registry) === other)
        #expect(registry.remove(jobs[0]) && !registry.remove(jobs[0]))
        #expect(start(&registry) === jobs[2])
    }

    @Test func whatEndsIsNoLongerCounted() {
        var registry = JobRegistry(quotas: Quotas(queuedPerClient: 2, pixelsPerClient: 2000))
        let jobs = (0..<2).map { submit($0, client: "a", to: &registry) }
        #expect(registry.refusal(of: 784, client: "a", wait: nil)?.contains("2 jobs waiting") == true)
        #expect(registry.refusal(of: 784, client: "b", wait: nil) == nil)
        #expect(start(&registry) === jobs[0])
        #expect(registry.refusal(of: 784, client: "a", wait: nil)?.contains("pixels") == true)
        registry.remove(jobs[0])
        #expect(registry.refusal(of: 784, client: "a", wait: nil) == nil)
        registry.remove(jobs[1])
        #expect(registry.queuedCount == 0 && registry.runningCount == 0)
    }

    @Test func anotherModelsJobsDoNotWait() {
        var registry = JobRegistry(quotas: Quotas())
        let job = submit(1, client: "a", to: &registry)
        #expect(registry.next(blocked: ["fashion"]) == nil)
        #expect(registry.next(blocked: ["other"])?.job === job)
        registry.isDraining = true
        #expect(registry.next(blocked: []) == nil)
    }

    @Test func aKeyIsItsJobUntilItIsForgotten() {
        var registry = JobRegistry(quotas: Quotas())
        let job = submit(1, client: "a", to: &registry)
        let key = job.accepted.request.idempotencyKey
        #expect(registry[key] === job && registry[job.id] === job)
        registry.remove(job)
        #expect(registry[key] === job)
        registry.forget(job.id)
        #expect(registry[key] == nil && registry[job.id] == nil)
    }
}

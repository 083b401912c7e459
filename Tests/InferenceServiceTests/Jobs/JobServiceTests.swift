import Testing
import TextModel
import WireProtocol
import WireTransport

@testable import InferenceService

@Suite struct JobServiceTests {
    @Test func aJobTellsItsStoryInOrder() async throws {
        try await withService { service in
            let models = try await service.listModels()
            let prompt = try #require(models.models.first?.defaultPrompt)
            let witness = Witness()
            _ = try await service.submit(.small(prompt: prompt), viewer: witness.viewer)
            let events = await witness.all()
            #expect(events.map(\.name).first == "started")
            #expect(events.previews.map(\.step) == [1, 2, 3, 4])
            #expect(events.previews.allSatisfy { $0.showing(.x0)?.pixels.count == 2 * 64 && $0.steps == 4 })
            #expect(events.images.map(\.index) == [0, 1])
            guard case .finished(let finished) = try #require(events.last) else {
                Issue.record("\(events.map(\.name))")
                return
            }
            // Two pictures, four steps, with and without the prompt.
            #expect(finished.evaluations == 16)
        }
    }

    @Test func theSameSeedGivesTheSamePictures() async throws {
        try await withService { service in
            func pictures(seed: UInt64) async throws -> [[UInt8]] {
                let witness = Witness()
                _ = try await service.submit(.small(seed: seed), viewer: witness.viewer)
                return await witness.all().images.map(\.pixels)
            }
            let first = try await pictures(seed: 1)
            #expect(try await pictures(seed: 1) == first)
            #expect(try await pictures(seed: 2) != first)
        }
    }

    @Test func anyPromptIsTakenAndTheNearestSuggestionsAreTold() async throws {
        try await withService { service in
            let known = try #require(try await service.listModels().models.first?.prompts)
            for prompt in ["a purple cow", "🦊", String(repeating: "long ", count: 2_000)] {
                let witness = Witness()
                let accepted = try await service.submit(
                    .small(prompt: prompt, count: 1, steps: 1), viewer: witness.viewer)
                #expect(accepted.promptTruncated == (prompt.utf8.count > 100))
                #expect(accepted.suggestions.count == min(3, known.count))
                #expect(accepted.suggestions.allSatisfy(known.contains))
                #expect(await witness.all().last?.name == "finished")
            }
        }
    }

    @Test func aSubmitThatIsRepeatedIsToldTheSameOfItsPrompt() async throws {
        try await withService { service in
            let request = SubmitRequest.small(prompt: "a purple cow", count: 1, steps: 1)
            let first = try await service.submit(request, viewer: Witness().viewer)
            #expect(try await service.submit(request, viewer: Witness().viewer) == first)
        }
    }

    @Test func textsAreEmbeddedInTheirOrder() async throws {
        try await withService { service in
            let texts = ["coat", "", "coat", String(repeating: "x", count: 101)]
            let answer = try await service.embed(EmbedRequest(texts: texts))
            #expect(answer.encoder == FakeEncoder().hash)
            #expect(answer.vectors.map(\.truncated) == [false, false, false, true])
            for (text, vector) in zip(texts, answer.vectors) {
                #expect(vector.values == (await FakeEncoder().embedding(of: text).vector))
            }
            #expect(try await service.embed(EmbedRequest(texts: [])).vectors.isEmpty)
            await #expect(throws: WireError.self) {
                try await service.embed(EmbedRequest(texts: Array(repeating: "x", count: 257)))
            }
        }
    }

    @Test func aCancelledJobEndsSoAndIsForgotten() async throws {
        try await withService { service in
            let witness = Witness()
            let job = try await service.submit(.small(count: 16, steps: 1000), viewer: witness.viewer).job
            let result = try await service.cancel(job)
            guard case .cancelled(let cancelled)? = await witness.all().last else {
                return #expect(Bool(false), "not cancelled")
            }
            #expect(cancelled.step == result.step && cancelled.milliseconds == result.milliseconds)
            await #expect(throws: WireError.self) { try await service.cancel(job) }
        }
    }

    @Test func aJobThatNobodyWatchesGoesOn() async throws {
        try await withService { service in
            let (witness, late) = (Witness(), Witness())
            let viewer = witness.viewer
            let request = SubmitRequest.small(count: 16, steps: 100)
            let job = try await service.submit(request, viewer: viewer).job
            await service.viewerLeft(viewer)
            let attached = try await service.attach(
                AttachRequest(job: job), from: ClientIdentity(address: "192.0.2.2", name: ""), viewer: late.viewer
            ).attached
            #expect(attached.recipe == request.recipe && attached.width == 8)
            let events = await late.all()
            #expect(events.first?.name == "started" || events.first?.name == "queued")
            #expect(events.images.count == 16 && events.last?.name == "finished")
        }
    }

    @Test func theSameKeyJoinsTheRunningJob() async throws {
        try await withService { service in
            let request = SubmitRequest.small(count: 16, steps: 1000)
            let (first, second) = (Witness(), Witness())
            let job = try await service.submit(request, viewer: first.viewer).job
            #expect(try await service.submit(request, viewer: second.viewer).job == job)
            _ = try await service.cancel(job)
            #expect(await first.all().last?.name == "cancelled")
            #expect(await second.all().last?.name == "cancelled")
        }
    }

    @Test func moreJobsThanTheQueueHoldsAreRefusedAsBusy() async throws {
        try await withService(quotas: Quotas(queued: 8, runningPerClient: 0)) { service in
            var jobs: [JobID] = []
            var refusal: WireError?
            for seed in 0..<40 {
                do throws(WireError) {
                    jobs.append(
                        try await service.submit(
                            .small(seed: UInt64(seed), count: 16, steps: 1000), viewer: Witness().viewer
                        ).job)
                } catch {
                    refusal = error
                    break
                }
            }
            #expect(refusal?.code == .busy && refusal?.retryable == true && jobs.count == 8)
            #expect(refusal?.message.contains("The queue is full: 8 jobs wait. Try again") == true)
            for job in jobs { _ = try await service.cancel(job) }
        }
    }
}

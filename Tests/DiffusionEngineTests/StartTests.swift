import Logging
import Synchronization
import Testing

@testable import DiffusionEngine
@testable import Sampling

/// Where pictures begin, stop and go on, through the engine.
@Suite(.timeLimit(.minutes(5))) struct StartTests {
    private let denoiser = FakeDenoiser()
    private static let picture: [UInt8] = [0, 255, 10, 128, 200, 77]

    private func engine() -> DiffusionEngine {
        DiffusionEngine(
            residents: [FakeDenoiser.resident(denoiser: denoiser)], manifests: [], maximumBatch: 8,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private func request(_ sampler: SamplerKind = .dpmpp2m, count: Int = 2, steps: Int = 10) -> GenerationRequest {
        GenerationRequest(
            model: "fake", prompt: [0.2, 0, 0], seed: 7, count: count, steps: steps, sampler: sampler, eta: 0.5,
            guidanceScale: 2)
    }

    private func run(_ request: GenerationRequest) async throws -> [EngineEvent] {
        let engine = engine()
        let log = EventLog()
        try engine.submit(id: 1, request, sink: log.sink)
        let events = await log.whole()
        await engine.stop()
        return events
    }

    /// The states of a draft of `request`, and its events.
    private func draft(_ request: GenerationRequest, afterStep: Int) async throws -> ([SamplerState], [EngineEvent]) {
        let kept = Mutex<[SamplerState]>([])
        var request = request
        request.draft = .init(afterStep: afterStep) { states in kept.withLock { $0 = states } }
        let events = try await run(request)
        return (kept.withLock { $0 }, events)
    }

    private func evaluations(_ events: [EngineEvent]) -> Int {
        guard case .finished(_, let evaluations) = events.last else { return -1 }
        return evaluations
    }

    @Test(arguments: SamplerKind.allCases, [1, 4, 9])
    func `a draft goes on to the picture that it would have become`(sampler: SamplerKind, stop: Int) async throws {
        var request = request(sampler)
        let (states, draftEvents) = try await draft(request, afterStep: stop)
        #expect(states.count == 2 && draftEvents.images.count == 2)
        #expect(draftEvents.images != FakeDenoiser.pictures(request))
        request.start = .states(states)
        request.previewEvery = 1
        let events = try await run(request)
        #expect(
            events.images
                == FakeDenoiser.pictures(
                    {
                        var whole = request
                        whole.start = .noise
                        return whole
                    }()))
        #expect(events.previews.map(\.step) == Array(stop + 1...10))
        #expect(evaluations(draftEvents) + evaluations(events) == request.parameters.evaluations * 4)
    }

    @Test func `a draft goes on in parts, also from a picture and with a mask`() async throws {
        var request = request(.unipc)
        request.start = .picture(Self.picture, strength: 0.7)
        request.inpainting = .init(picture: Self.picture, mask: [255, 100])
        let whole = try await run(request)
        let (first, _) = try await draft(request, afterStep: 5)
        request.start = .states(first)
        let (second, _) = try await draft(request, afterStep: 8)
        request.start = .states(second)
        #expect(try await run(request).images == whole.images)
    }

    @Test func `states of another recipe are refused`() async throws {
        let (states, _) = try await draft(request(), afterStep: 4)
        for change: (inout GenerationRequest) -> Void in [
            { $0.steps = 9 }, { $0.spacing = .leading }, { $0.sampler = .ddim }, { $0.sampler = .unipc },
            { $0.count = 1 },
        ] {
            var other = request()
            change(&other)
            other.start = .states(states)
            await #expect(throws: EngineError.self) { try await run(other) }
        }
    }

    @Test(arguments: SamplerKind.allCases, [(Float(0), 1), (0.3, 3), (1, 10)])
    func `from a picture only the last steps are made`(sampler: SamplerKind, start: (Float, Int)) async throws {
        let (strength, steps) = start
        var request = request(sampler)
        request.start = .picture(Self.picture, strength: strength)
        request.previewEvery = 1
        let events = try await run(request)
        #expect(events.images == FakeDenoiser.pictures(request))
        #expect(events.previews.map(\.step) == Array(10 - steps + 1...10))
        #expect(Set(events.images).count == 2)
    }

    @Test func `an estimate takes one evaluation at its timestep`() async throws {
        var request = request(.heun, count: 1, steps: 1)
        request.start = .estimate(Self.picture, timestep: 17)
        request.previewEvery = 1
        let events = try await run(request)
        #expect(events.images == FakeDenoiser.pictures(request))
        #expect(events.previews.map(\.timestep) == [17] && evaluations(events) == 2)
        var noised = NoiseSource(seed: 7, image: 0).initial(count: 6)
        FakeDenoiser.schedule.addNoise(to: Pixels.values(Self.picture), at: 17, noise: &noised)
        var pixels = events.images[0]
        Pixels.append(noised, to: &pixels)
        #expect(events.previews.map(\.pixels) == [pixels], "the estimate, and the noised picture that it was made from")
    }

    @Test(arguments: SamplerKind.allCases)
    func `what a mask keeps is kept to the last bit`(sampler: SamplerKind) async throws {
        var request = request(sampler)
        request.inpainting = .init(picture: Self.picture, mask: [0, 255])
        request.previewEvery = 1
        let events = try await run(request)
        #expect(events.images == FakeDenoiser.pictures(request))
        for image in events.images {
            #expect(image.prefix(3) == Self.picture.prefix(3) && image.suffix(3) != Self.picture.suffix(3))
        }
        #expect(events.previews.allSatisfy { $0.pixels.prefix(3) == Self.picture.prefix(3) })
    }

    @Test func `guidance outside its interval costs one evaluation`() async throws {
        var request = request(count: 1)
        request.guidanceInterval = 0.35...0.75
        let events = try await run(request)
        #expect(events.images == FakeDenoiser.pictures(request))
        // 40, 36, ..., 4 of T = 40: guided at 28, 24, 20 and 16.
        #expect(evaluations(events) == 14)
        #expect(denoiser.batches.withLock { $0 } == [1, 1, 1, 2, 2, 2, 2, 1, 1, 1])
    }

    @Test func `previews of Heun come once a step`() async throws {
        var request = request(.heun, count: 1, steps: 4)
        request.previewEvery = 1
        let previews = try await run(request).previews
        #expect(previews.map(\.step) == [1, 2, 3, 4] && previews.allSatisfy { $0.steps == 4 })
    }

    @Test func `bytes survive the way into a picture and back`() {
        var pixels: [UInt8] = []
        Pixels.append(Pixels.values(Array(0...255)), to: &pixels)
        #expect(pixels == Array(0...255))
    }
}

import Logging
import Testing

@testable import DiffusionEngine
@testable import Sampling

@Suite(.timeLimit(.minutes(5))) struct RequestValidationTests {
    private let engine = DiffusionEngine(
        residents: [FakeDenoiser.resident(denoiser: FakeDenoiser())], manifests: [], maximumBatch: 16,
        logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })

    private static let valid = GenerationRequest(
        model: "fake", prompt: [0.2, 0, 0], seed: 7, steps: 2, sampler: .ddim, guidanceScale: 2)

    private static let picture: [UInt8] = [0, 50, 100, 150, 200, 250]

    struct Case: Sendable, CustomTestStringConvertible {
        let sentence: String
        let change: @Sendable (inout GenerationRequest) -> Void

        var testDescription: String { sentence }
    }

    static let invalid: [Case] = [
        Case(sentence: "The number of steps must be 1 to 40, not 0.") { $0.steps = 0 },
        Case(sentence: "The number of steps must be 1 to 40, not 10000000.") { $0.steps = 10_000_000 },
        Case(sentence: "The number of steps must be 1 to 40, not \(Int.min).") { $0.steps = .min },
        Case(sentence: "The number of pictures must be 1 to 16, not 0.") { $0.count = 0 },
        Case(sentence: "The number of pictures must be 1 to 16, not 17.") { $0.count = 17 },
        Case(sentence: "The guidance scale must be 0 to 30, not nan.") { $0.guidanceScale = .nan },
        Case(sentence: "The guidance scale must be 0 to 30, not inf.") { $0.guidanceScale = .infinity },
        Case(sentence: "The guidance scale must be 0 to 30, not -0.5.") { $0.guidanceScale = -0.5 },
        Case(sentence: "Eta must be 0 to 1, not nan.") { $0.eta = .nan },
        Case(sentence: "Eta must be 0 to 1, not 1.5.") { $0.eta = 1.5 },
        Case(sentence: "The steps between previews must be 0 (none) or more, not -1.") { $0.previewEvery = -1 },
        Case(sentence: "The prompt's embedding must have 3 numbers, not 2.") { $0.prompt = [1, 2] },
        Case(sentence: "The negative prompt's embedding must have 3 numbers, not 0.") { $0.negativePrompt = [] },
        Case(sentence: "The prompt's embedding must hold finite numbers.") { $0.prompt = [0, .infinity, 0] },
        Case(sentence: "The quantile of dynamic thresholding must be 0 to 1, not nan.") {
            $0.thresholding = .dynamic(quantile: .nan)
        },
        Case(sentence: "The guidance rescale must be 0 to 1, not 2.0.") { $0.guidanceRescale = 2 },
        Case(sentence: "The guidance interval must lie within 0 to 1, not be 0.5...1.5.") {
            $0.guidanceInterval = 0.5...1.5
        },
        Case(sentence: "There may be up to 8 variations, not 9.") {
            $0.variations = (10..<19).map { Variation(seed: $0, strength: 0.1) }
        },
        Case(sentence: "A variation's strength must be 0 to 1, not nan.") {
            $0.variations = [Variation(seed: 1, strength: .nan)]
        },
        Case(sentence: "The variations' seeds must differ from the picture's and from each other.") {
            $0.variations = [Variation(seed: 7, strength: 0.5)]
        },
        Case(sentence: "The picture to start from must have 6 bytes for this model, not 5.") {
            $0.start = .picture([1, 2, 3, 4, 5], strength: 1)
        },
        Case(sentence: "The strength must be 0 to 1, not -1.0.") {
            $0.start = .picture([1, 2, 3, 4, 5, 6], strength: -1)
        },
        Case(sentence: "The timestep must be 1 to 40, not 41.") {
            $0.start = .estimate([1, 2, 3, 4, 5, 6], timestep: 41)
        },
        Case(sentence: "There must be a saved state for each of the 1 pictures, not 0.") { $0.start = .states([]) },
        Case(sentence: "The mask must have 2 bytes for this model, not 6.") {
            $0.inpainting = .init(picture: [1, 2, 3, 4, 5, 6], mask: [1, 2, 3, 4, 5, 6])
        },
        Case(sentence: "A draft must stop after step 1 to 2, not 3.") { $0.draft = .init(afterStep: 3) { _ in } },
        Case(sentence: "A draft must stop after the step it begins at, not after step 1.") {
            $0.start = .picture([1, 2, 3, 4, 5, 6], strength: 0.5)
            $0.draft = .init(afterStep: 1) { _ in }
        },
    ]

    @Test(arguments: invalid)
    func `a request that cannot be met is refused with a sentence`(_ invalid: Case) {
        var request = Self.valid
        invalid.change(&request)
        #expect(throws: EngineError(.invalidParameter, invalid.sentence)) {
            try engine.submit(id: 1, request) { _ in Issue.record("an event for a refused request") }
        }
    }

    @Test func `an unknown model is refused`() {
        var request = Self.valid
        request.model = "nowhere"
        #expect { try engine.submit(id: 1, request) { _ in } } throws: { error in
            (error as? EngineError)?.code == .unknownModel
        }
    }

    /// Thousands of requests, valid and not: each is refused, or ends with as many whole pictures as it asked for.
    @Test func `any request is met or refused`() async throws {
        var generator = Congruential(state: 20_261_124)
        func draw<Value>(_ valid: [Value], or invalid: [Value]) -> Value {
            let isInvalid = Int.random(in: 0..<12, using: &generator) == 0
            let values = isInvalid ? invalid : valid
            return values[Int.random(in: values.indices, using: &generator)]
        }
        let prompts: ([[Float]?], [[Float]?]) = (
            [nil, [1, 2, 3], [0, 0, 0], [1e30, 0, 0]], [[.nan, 0, 0], [1], []]
        )
        var (finished, refused) = (0, 0)
        var jobs: [(GenerationRequest, EventLog)] = []
        for id in UInt64(0)..<2000 {
            var request = Self.valid
            request.seed = id
            request.steps = draw([1, 1, 2, 2, 3, 3, 4, 5, 6, 40], or: [.min, -1, 0, 41, .max])
            request.count = draw([1, 1, 1, 2, 2, 3, 16], or: [.min, 0, 17, .max])
            request.guidanceScale = draw(
                [0, 1, 2, 7.5, 30, .leastNonzeroMagnitude], or: [30.1, -1, .nan, .infinity, .greatestFiniteMagnitude])
            request.eta = draw([0, 0.3, 1], or: [1.1, -0.1, .nan])
            request.prompt = draw(prompts.0, or: prompts.1)
            request.negativePrompt = draw(prompts.0, or: prompts.1)
            request.sampler = SamplerKind.allCases.randomElement(using: &generator) ?? .ddpm
            request.previewEvery = Int.random(in: 0...3, using: &generator)
            request.spacing = TimestepSpacing.allCases.randomElement(using: &generator) ?? .trailing
            request.thresholding = draw([.clip, .none, .dynamic(quantile: 0.9)], or: [.dynamic(quantile: -1)])
            request.guidanceRescale = draw([0, 0.7, 1], or: [.nan, 1.1])
            request.guidanceInterval = draw([0...1, 0.2...0.7, 0.5...0.5], or: [-1...1, 0...2])
            request.variations = draw(
                [[], [], [Variation(seed: 9999, strength: 0.4)]], or: [[Variation(seed: id, strength: 1)]])
            request.start = draw(
                [.noise, .noise, .picture(Self.picture, strength: 0.3), .estimate(Self.picture, timestep: 20)],
                or: [.picture([], strength: 0.3), .estimate(Self.picture, timestep: 0), .states([])])
            request.inpainting = draw(
                [nil, nil, .init(picture: Self.picture, mask: [0, 255])], or: [.init(picture: Self.picture, mask: [])])
            request.draft = draw([nil, nil, nil, .init(afterStep: 1) { _ in }], or: [.init(afterStep: 0) { _ in }])
            let log = EventLog()
            do {
                try await engine.submitWhenFree(id: id, request, sink: log.sink)
                jobs.append((request, log))
            } catch {
                #expect(error.code == .invalidParameter)
                refused += 1
            }
            guard jobs.count == 40 || id == 1999 else { continue }
            for (request, log) in jobs {
                let events = await log.whole()
                guard case .finished = events.last else {
                    Issue.record("\(request) ended with \(String(describing: events.last))")
                    continue
                }
                #expect(events.images.map(\.count) == [Int](repeating: FakeDenoiser.elements, count: request.count))
                finished += 1
            }
            jobs = []
        }
        #expect(finished > 400 && refused > 800 && finished + refused == 2000, "\(finished) finished")
        await engine.stop()
    }
}

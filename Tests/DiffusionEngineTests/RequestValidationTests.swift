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
}

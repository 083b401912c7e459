import TestSupport

@testable import DiffusionEngine
@testable import Sampling

/// Requests at random, sensible and not: one parameter in twelve is out of its range.
struct DrawnRequests {
    let model: String
    let traits: ResidentModel.Traits
    private var generator: RandomNumbers

    init(model: String, traits: ResidentModel.Traits, seed: UInt64) {
        self.model = model
        self.traits = traits
        generator = RandomNumbers(seed: seed)
    }

    private mutating func draw<Value>(_ valid: [Value], or invalid: [Value]) -> Value {
        let isInvalid = Int.random(in: 0..<12, using: &generator) == 0
        let values = isInvalid ? invalid : valid
        return values[Int.random(in: values.indices, using: &generator)]
    }

    private mutating func prompt() -> [Float]? {
        let zeros = [Float](repeating: 0, count: traits.promptWidth)
        let numbers = zeros.map { _ in Float.random(in: -2...2, using: &generator) }
        return draw(
            [nil, numbers, numbers, zeros, [1e30] + zeros.dropFirst()], or: [[.nan] + zeros.dropFirst(), [1], []])
    }

    mutating func next(seed: UInt64, steps: [Int], counts: [Int]) -> GenerationRequest {
        let timesteps = traits.schedule.timesteps
        let picture = (0..<traits.elements).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let mask = (0..<traits.elements / traits.channels).map { _ in UInt8.random(in: 0...255, using: &generator) }
        var request = GenerationRequest(
            model: model, prompt: prompt(), negativePrompt: prompt(), seed: seed,
            count: draw(counts, or: [.min, 0, 17, .max]), steps: draw(steps, or: [.min, -1, 0, timesteps + 1, .max]),
            sampler: SamplerKind.allCases.randomElement(using: &generator) ?? .ddpm,
            eta: draw([0, 0.3, 1], or: [1.1, -0.1, .nan]),
            guidanceScale: draw(
                [0, 1, 2, 7.5, 30, .leastNonzeroMagnitude], or: [30.1, -1, .nan, .infinity, .greatestFiniteMagnitude]),
            previewEvery: Int.random(in: 0...3, using: &generator))
        request.spacing = TimestepSpacing.allCases.randomElement(using: &generator) ?? .trailing
        request.thresholding = draw([.clip, .none, .dynamic(quantile: 0.9)], or: [.dynamic(quantile: -1)])
        request.guidanceRescale = draw([0, 0.7, 1], or: [.nan, 1.1])
        request.guidanceInterval = draw([0...1, 0.2...0.7, 0.5...0.5], or: [-1...1, 0...2])
        request.variations = draw(
            [[], [], [Variation(seed: seed ^ 9999, strength: 0.4)]], or: [[Variation(seed: seed, strength: 1)]])
        request.start = draw(
            [.noise, .noise, .picture(picture, strength: 0.3), .estimate(picture, timestep: timesteps / 2)],
            or: [.picture([], strength: 0.3), .estimate(picture, timestep: 0), .states([])])
        request.inpainting = draw(
            [nil, nil, .init(picture: picture, mask: mask)], or: [.init(picture: picture, mask: [])])
        request.draft = draw([nil, nil, nil, .init(afterStep: 1) { _ in }], or: [.init(afterStep: 0) { _ in }])
        return request
    }
}

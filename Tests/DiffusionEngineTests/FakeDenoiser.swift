import Dispatch
import Synchronization

@testable import DiffusionEngine
@testable import Sampling

/// A denoiser that any test can predict: v = x * (t / T) + the prompt's first number, each row by itself.
final class FakeDenoiser: Denoiser, Sendable {
    static let elements = 6
    static let timesteps = 40
    static let promptWidth = 3

    /// The rows of each call.
    let batches = Mutex<[Int]>([])
    /// Prompts that start with this number are answered with NaN.
    static let poison: Float = 13
    private let gate: DispatchSemaphore?
    private let arrived = DispatchSemaphore(value: 0)

    /// A gated denoiser waits in each call until `open` lets it through.
    init(isGated: Bool = false) {
        gate = isGated ? DispatchSemaphore(value: 0) : nil
    }

    let conditionWidth = 1

    func condition(prompt: [Float]?) -> [Float] { [prompt?.first ?? Self.null] }

    func predict(
        _ x: UnsafeBufferPointer<Float>, timesteps: UnsafeBufferPointer<Int>, prompts: UnsafeBufferPointer<Float>,
        into prediction: UnsafeMutableBufferPointer<Float>
    ) {
        batches.withLock { $0.append(timesteps.count) }
        arrived.signal()
        gate?.wait()
        precondition(x.count == timesteps.count * Self.elements && prediction.count == x.count)
        for (row, (timestep, prompt)) in zip(timesteps, prompts).enumerated() {
            for index in row * Self.elements..<(row + 1) * Self.elements {
                prediction[index] = Self.answer(x[index], timestep: timestep, first: prompt)
            }
        }
    }

    /// Stands for no prompt.
    private static let null: Float = -0.4

    static func answer(_ x: Float, timestep: Int, prompt: [Float]?) -> Float {
        answer(x, timestep: timestep, first: prompt?.first ?? null)
    }

    private static func answer(_ x: Float, timestep: Int, first: Float) -> Float {
        first == poison ? .nan : x * Float(timestep) / Float(timesteps) + first
    }

    /// Blocks until the network has been called `calls` more times.
    func waitForCalls(_ calls: Int) {
        for _ in 0..<calls { arrived.wait() }
    }

    /// Lets `calls` calls through.
    func open(_ calls: Int) {
        for _ in 0..<calls { gate?.signal() }
    }

    static func resident(_ name: String = "fake", denoiser: FakeDenoiser) -> ResidentModel {
        ResidentModel(
            name: name,
            traits: ResidentModel.Traits(elements: elements, channels: 3, promptWidth: promptWidth, schedule: schedule),
            prediction: .velocity, denoiser: denoiser)
    }

    static let schedule = NoiseSchedule(kind: .raisedCosine(betaEnd: 0.3), timesteps: timesteps)

    /// The pictures that `request` must give, by the samplers alone.
    static func pictures(_ request: GenerationRequest) -> [[UInt8]] {
        request.indices.enumerated().map { position, image in
            var sampler = Sampler(
                parameters: request.parameters, schedule: schedule, prediction: .velocity,
                noise: NoiseSource(seed: request.seed, image: UInt32(image), variations: request.variations),
                start: request.start.start(of: position),
                inpainting: request.inpainting.map { Inpainting($0, channels: 3) }, elements: elements)
            while let timestep = sampler.nextTimestep {
                let isGuided = request.guidanceInterval.contains(Float(timestep) / Float(timesteps))
                let answers = sampler.x.map { x in
                    let conditional = answer(x, timestep: timestep, prompt: request.prompt)
                    if request.guidanceScale == 1 || !isGuided { return conditional }
                    let unconditional = answer(x, timestep: timestep, prompt: request.negativePrompt)
                    return unconditional + request.guidanceScale * (conditional - unconditional)
                }
                answers.withUnsafeBufferPointer { sampler.advance($0) }
            }
            return sampler.x.map { UInt8(($0 * 127.5 + 127.5).rounded()) }
        }
    }
}

import Sampling

/// A job on the engine's thread: its pictures' samplers, and the events that its viewers get.
final class Job {
    let submission: Submission
    private let model: ResidentModel
    private let clock: ContinuousClock
    /// What a picture's step asks the network about: one prompt, or two with guidance.
    let evaluations: [[Float]?]
    var samplers: [Sampler] = []
    private var evaluated = 0
    private var pace = Pace()
    private var lastStep: ContinuousClock.Instant

    init(_ submission: Submission, model: ResidentModel, clock: ContinuousClock) {
        self.submission = submission
        self.model = model
        self.clock = clock
        evaluations = submission.request.evaluations
        lastStep = submission.at
    }

    private var request: GenerationRequest { submission.request }

    /// Steps that all pictures have made.
    private var step: Int { samplers.last?.stepIndex ?? 0 }

    func send(_ event: EngineEvent) {
        submission.sink(event)
    }

    /// Draws the initial noise.
    func start() {
        lastStep = clock.now
        samplers = (0..<request.count).map { image in
            Sampler(
                parameters: SamplingParameters(kind: request.sampler, steps: request.steps, eta: request.eta),
                schedule: model.schedule, prediction: model.prediction,
                noise: NoiseSource(seed: request.seed, image: UInt32(truncatingIfNeeded: image)),
                elements: model.elements)
        }
        send(.started(steps: request.steps, count: request.count))
    }

    /// After a step of all pictures, asked at `timestep`.
    func completeStep(timestep: Int) {
        evaluated += request.count * evaluations.count
        let now = clock.now
        pace.add(now - lastStep)
        lastStep = now
        guard request.previewEvery > 0, step % request.previewEvery == 0 else { return }
        let pixels = pixels(request.previewContent)
        send(
            .preview(
                PreviewFrame(
                    step: step, steps: request.steps, timestep: timestep, content: request.previewContent,
                    pixels: pixels,
                    cost: clock.now - now, remaining: pace.mean.map { $0 * (request.steps - step) })))
    }

    func finish() {
        for (index, sampler) in samplers.enumerated() {
            var pixels: [UInt8] = []
            pixels.reserveCapacity(model.elements)
            Pixels.append(sampler.x, to: &pixels)
            send(.image(index: index, pixels: pixels))
        }
        send(.finished(total: clock.now - submission.at, evaluations: evaluated))
    }

    /// The wish to stop came `at`.
    func cancel(at: ContinuousClock.Instant) {
        send(.cancelled(step: samplers.map(\.stepIndex).min() ?? 0, after: clock.now - at))
    }

    private func pixels(_ content: PreviewContent) -> [UInt8] {
        var pixels: [UInt8] = []
        pixels.reserveCapacity(samplers.count * model.elements)
        for sampler in samplers {
            Pixels.append(content == .x0 ? sampler.x0 : sampler.x, to: &pixels)
        }
        return pixels
    }
}

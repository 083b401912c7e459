import Sampling

/// A job on the engine's thread: its pictures' samplers, and the events that its viewers get.
final class Job {
    let submission: Submission
    private let model: ResidentModel
    private let clock: ContinuousClock
    /// What a picture's step asks the network about: one prompt's condition, or two with guidance, and what outside of its
    /// interval.
    private let guided: [[Float]]
    private let unguided: [[Float]]
    private(set) var samplers: [Sampler] = []
    /// x_t of each picture's latest evaluation, [count, elements]; empty if nobody is to see it.
    private var shown: [Float] = []
    /// Of the latest evaluation.
    private var timestep = 0
    private var evaluated = 0
    private var pace = Pace()
    private var lastStep: ContinuousClock.Instant
    /// Of the step that was completed then.
    private var lastIndex = 0

    init(_ submission: Submission, model: ResidentModel, clock: ContinuousClock) {
        self.submission = submission
        self.model = model
        self.clock = clock
        guided = submission.request.evaluations.map(model.denoiser.condition)
        unguided = [model.denoiser.condition(prompt: submission.request.prompt)]
        lastStep = submission.at
    }

    private var request: GenerationRequest { submission.request }

    /// Steps that all pictures have made.
    private var step: Int { samplers.last?.stepIndex ?? 0 }

    /// What the network is asked next about a picture.
    func conditions(of picture: Int) -> [[Float]] {
        samplers[picture].nextTimestep.map(conditions(at:)) ?? []
    }

    /// Takes the network's answer about a picture, `rows` rows of the batch from `row` on; false if it is not finite.
    func advance(_ picture: Int, by batch: Batch, row: Int, rows: Int) -> Bool {
        timestep = samplers[picture].nextTimestep ?? timestep
        return batch.answer(
            row: row, guidanceScale: rows == 2 ? request.guidanceScale : nil, rescale: request.guidanceRescale
        ) { take($0, about: picture) }
    }

    private func conditions(at timestep: Int) -> [[Float]] {
        request.guidanceInterval.contains(Float(timestep) / Float(model.schedule.timesteps)) ? guided : unguided
    }

    func send(_ event: EngineEvent) {
        submission.sink(event)
    }

    /// Draws the initial noise.
    func start() {
        lastStep = clock.now
        let inpainting = request.inpainting.map { Inpainting($0, channels: model.traits.channels) }
        samplers = request.indices.enumerated().map { position, image in
            Sampler(
                parameters: request.parameters, schedule: model.schedule, prediction: model.prediction,
                noise: NoiseSource(
                    seed: request.seed, image: UInt32(truncatingIfNeeded: image), variations: request.variations),
                start: request.start.start(of: position), inpainting: inpainting, elements: model.elements)
        }
        if request.previewEvery > 0 { shown = [Float](repeating: 0, count: samplers.count * model.elements) }
        lastIndex = step
        send(.started(steps: steps, count: samplers.count))
    }

    private func take(_ answer: UnsafeBufferPointer<Float>, about picture: Int) {
        if !shown.isEmpty {
            shown.withUnsafeMutableBufferPointer { shown in
                let row = picture * model.elements..<(picture + 1) * model.elements
                _ = shown[row].update(fromContentsOf: samplers[picture].x)
            }
        }
        samplers[picture].advance(answer)
    }

    /// An estimate takes one step, whatever the request says.
    private var steps: Int { samplers.last?.steps ?? request.steps }

    /// After an evaluation of all pictures.
    func completeRound() {
        evaluated += samplers.count * conditions(at: timestep).count
        guard step > lastIndex else { return }
        lastIndex = step
        let now = clock.now
        pace.add(now - lastStep)
        lastStep = now
        guard request.previewEvery > 0, step % request.previewEvery == 0 else { return }
        let start = ThreadTime.now
        let pixels = previewPixels()
        let last = min(request.draft?.afterStep ?? steps, steps)
        send(
            .preview(
                PreviewFrame(
                    step: step, steps: steps, timestep: timestep, pixels: pixels, cost: ThreadTime.now - start,
                    remaining: pace.mean.map { $0 * (last - step) })))
    }

    func finish() {
        for (index, sampler) in zip(request.indices, samplers) {
            var pixels: [UInt8] = []
            pixels.reserveCapacity(model.elements)
            Pixels.append(sampler.nextTimestep == nil ? sampler.x : sampler.x0, to: &pixels)
            send(.image(index: index, pixels: pixels))
        }
        request.draft?.take(samplers.map(\.state))
        send(.finished(total: clock.now - submission.at, evaluations: evaluated))
    }

    /// The wish to stop came `at`.
    func cancel(at: ContinuousClock.Instant) {
        send(.cancelled(step: samplers.map(\.stepIndex).min() ?? 0, after: clock.now - at))
    }

    private func previewPixels() -> [UInt8] {
        var pixels: [UInt8] = []
        pixels.reserveCapacity(2 * shown.count)
        for sampler in samplers { Pixels.append(sampler.x0, to: &pixels) }
        Pixels.append(shown, to: &pixels)
        return pixels
    }
}

/// A picture on its way, as it stands between two evaluations. Going on from it gives the same picture, bit for bit, as
/// never having stopped.
package struct SamplerState: Sendable, Equatable {
    /// The step that it began at: 0, or later if it began at a picture.
    package let firstStep: Int
    /// Evaluations answered so far, those before the beginning included.
    package let evaluations: Int
    /// Of the evaluation asked for next; nil when done.
    package let timestep: Int?
    /// x_t.
    package let x: [Float]
    /// The latest predicted clean picture.
    package let x0: [Float]
    /// Those before it that the sampler looks back on, latest first.
    package let earlier: [[Float]]
}

extension SamplerState {
    /// Whether a sampler of these parameters can go on from here with pictures of so many numbers.
    package func fits(_ parameters: SamplingParameters, schedule: NoiseSchedule, elements: Int) -> Bool {
        let sequence = TimestepSequence(spacing: parameters.spacing, steps: parameters.steps, schedule: schedule)
        let perStep = parameters.kind.evaluationsPerStep
        guard parameters.steps == sequence.count, 0..<sequence.count ~= firstStep,
            firstStep * perStep..<parameters.evaluations ~= evaluations,
            timestep == sequence[evaluations / perStep + evaluations % perStep],
            earlier.count == parameters.kind.memory
        else { return false }
        return ([x, x0] + earlier).allSatisfy { $0.count == elements && $0.allSatisfy(\.isFinite) }
    }
}

/// One picture's way from noise to x0: a value that says at which timestep it wants the network's word on `x`, and is
/// given it. It calls no model, so that many pictures, each at its own timestep, can share a batch.
///
/// Everything in it stays finite whatever the network answers: x0 is clipped to -1...1, and x is made from x and x0.
package struct Sampler: Sendable {
    private let parameters: SamplingParameters
    private let schedule: NoiseSchedule
    private let prediction: Prediction
    private let noise: NoiseSource
    private let sequence: TimestepSequence
    /// Room for one step's noise; empty for a deterministic sampler.
    private var fresh: [Float]

    /// x_t, the current state.
    package private(set) var x: [Float]
    /// The latest predicted clean picture, clipped to -1...1; zeros before the first answer.
    package private(set) var x0: [Float]
    /// Evaluations answered so far.
    package private(set) var stepIndex = 0

    /// Starts at x_T, noise number 0 of `noise`. Steps outside 1...T and eta outside 0...1 are brought to the nearest bound.
    package init(
        parameters: SamplingParameters, schedule: NoiseSchedule, prediction: Prediction, noise: NoiseSource,
        elements: Int
    ) {
        var parameters = parameters
        parameters.eta = parameters.eta > 0 ? min(parameters.eta, 1) : 0
        let isRandom = parameters.kind == .ddpm || parameters.kind == .ddim && parameters.eta > 0
        self.parameters = parameters
        self.schedule = schedule
        self.prediction = prediction
        self.noise = noise
        sequence = TimestepSequence(timesteps: schedule.timesteps, count: parameters.steps)
        fresh = isRandom ? [Float](repeating: 0, count: elements) : []
        x = noise.normals(step: 0, count: elements)
        x0 = [Float](repeating: 0, count: elements)
    }

    /// Evaluations from beginning to end.
    package var steps: Int { sequence.count }

    /// The timestep of the evaluation asked for, in 1...T; nil when done, and then `x` is the picture.
    package var nextTimestep: Int? {
        stepIndex < steps ? sequence[stepIndex] : nil
    }

    /// Takes the network's answer for (`x`, `nextTimestep`) and makes the step. Nothing happens when it is done already.
    package mutating func advance(_ answer: UnsafeBufferPointer<Float>) {
        guard stepIndex < steps else { return }
        precondition(answer.count == x.count, "an answer of \(answer.count) numbers for a picture of \(x.count)")
        let level = schedule.level(sequence[stepIndex])
        let clean = prediction.cleanPicture(at: level)
        let transition = transition(from: level)
        if transition.noise > 0 {
            noise.fill(&fresh, step: UInt32(truncatingIfNeeded: stepIndex + 1))
        }
        x.withUnsafeMutableBufferPointer { x in
            x0.withUnsafeMutableBufferPointer { x0 in
                for index in x.indices {
                    let previous = x0[index]
                    x0[index] = Self.clip(clean.x * x[index] + clean.prediction * answer[index])
                    x[index] = transition.x * x[index] + transition.x0 * x0[index] + transition.previousX0 * previous
                }
                guard transition.noise > 0 else { return }
                for index in x.indices {
                    x[index] += transition.noise * fresh[index]
                }
            }
        }
        stepIndex += 1
    }

    private func transition(from level: NoiseSchedule.Level) -> Transition {
        let next = schedule.level(sequence[stepIndex + 1])
        return switch parameters.kind {
        case .ddpm: .ddpm(from: level, to: next)
        case .ddim: .ddim(from: level, to: next, eta: Double(parameters.eta))
        case .dpmpp2m:
            .dpmSolver2M(
                from: level, to: next, previous: stepIndex > 0 ? schedule.level(sequence[stepIndex - 1]) : nil)
        }
    }

    /// To -1...1; what is not a number becomes -1.
    private static func clip(_ value: Float) -> Float {
        value > -1 ? (value < 1 ? value : 1) : -1
    }
}

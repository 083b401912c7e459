/// One picture's way from noise to x0: a value that says at which timestep it wants the network's word on `x`, and is
/// given it. It calls no model, so that many pictures, each at its own timestep, can share a batch.
///
/// Everything in it stays finite whatever the network answers: x0 is bounded, and x is made from x and x0.
package struct Sampler: Sendable {
    private let parameters: SamplingParameters
    private let schedule: NoiseSchedule
    private let prediction: Prediction
    private let noise: NoiseSource
    private let inpainting: Inpainting?
    private let sequence: TimestepSequence
    /// From x_T to x_0; the answered ones include those before the start.
    private let evaluations: Int
    private var answered: Int
    /// Where the way began; steps before it left nothing to look back on.
    private let firstStep: Int
    /// x0 of earlier evaluations that the steps look back on, latest first.
    private var earlier: [[Float]]
    /// Room for one draw of noise, and for the magnitudes of x0; empty where there is no need of it.
    private var fresh: [Float]
    private var magnitudes: [Float]

    /// x_t, the current state.
    package private(set) var x: [Float]
    /// The latest predicted clean picture; zeros before the first answer.
    package private(set) var x0: [Float]

    /// Steps outside 1...T and eta outside 0...1 are brought to the nearest bound. Pictures, masks and states have
    /// `elements` numbers, and a state fits (`SamplerState.fits`): whoever takes them from outside checks that.
    package init(
        parameters: SamplingParameters, schedule: NoiseSchedule, prediction: Prediction, noise: NoiseSource,
        start: Start = .noise, inpainting: Inpainting? = nil, elements: Int
    ) {
        var parameters = parameters
        parameters.eta = parameters.eta > 0 ? min(parameters.eta, 1) : 0
        if case .estimate(_, let timestep) = start {
            sequence = TimestepSequence(from: timestep)
        } else {
            sequence = TimestepSequence(spacing: parameters.spacing, steps: parameters.steps, schedule: schedule)
        }
        parameters.steps = sequence.count
        evaluations = parameters.evaluations
        self.parameters = parameters
        self.schedule = schedule
        self.prediction = prediction
        self.noise = noise
        self.inpainting = inpainting
        let zeros = [Float](repeating: 0, count: elements)
        fresh = parameters.isRandom || inpainting != nil ? zeros : []
        magnitudes = parameters.thresholding.needsMagnitudes ? zeros : []
        switch start {
        case .noise, .picture, .estimate:
            firstStep =
                if case .picture(_, let strength) = start { parameters.firstStep(strength: strength) } else { 0 }
            answered = firstStep * parameters.kind.evaluationsPerStep
            x = noise.initial(count: elements)
            x0 = zeros
            earlier = [[Float]](repeating: zeros, count: parameters.kind.memory)
            if let picture = start.picture { schedule.addNoise(to: picture, at: sequence[firstStep], noise: &x) }
            restoreKnown(step: firstStep)
        case .state(let state):
            firstStep = state.firstStep
            answered = state.evaluations
            x = state.x
            x0 = state.x0
            earlier = state.earlier
        }
    }

    /// From x_T to x_0; those that lie before the start count too.
    package var steps: Int { sequence.count }

    /// Steps done, those before the start included.
    package var stepIndex: Int { answered < evaluations ? answered / parameters.kind.evaluationsPerStep : steps }

    /// The timestep of the evaluation asked for, in 1...T; nil when done, and then `x` is the picture.
    package var nextTimestep: Int? {
        answered < evaluations ? sequence[stepIndex + stage] : nil
    }

    package var state: SamplerState {
        SamplerState(
            firstStep: firstStep, evaluations: answered, timestep: nextTimestep, x: x, x0: x0, earlier: earlier)
    }

    /// Takes the network's answer for (`x`, `nextTimestep`). Nothing happens when it is done already.
    package mutating func advance(_ answer: UnsafeBufferPointer<Float>) {
        guard let timestep = nextTimestep else { return }
        precondition(answer.count == x.count, "an answer of \(answer.count) numbers for a picture of \(x.count)")
        let (step, level) = (stepIndex, schedule.level(timestep))
        predictCleanPicture(answer, at: level)
        let transition = transition(step: step, from: level)
        answered += 1
        apply(transition)
        if transition.noise > 0 {
            noise.fill(&fresh, step: UInt32(truncatingIfNeeded: step + 1))
            add(transition.noise, fresh)
        }
        restoreKnown(step: step + 1)
    }

    /// Of a step's evaluations, the one asked for.
    private var stage: Int { answered % parameters.kind.evaluationsPerStep }

    /// Remembers the predicted clean picture and makes the next.
    private mutating func predictCleanPicture(_ answer: UnsafeBufferPointer<Float>, at level: NoiseSchedule.Level) {
        if earlier.count > 1 { earlier.swapAt(0, 1) }
        if !earlier.isEmpty { swap(&earlier[0], &x0) }
        let clean = prediction.cleanPicture(at: level)
        x.withUnsafeBufferPointer { x in
            x0.withUnsafeMutableBufferPointer { x0 in
                for index in x0.indices {
                    x0[index] = clean.x * x[index] + clean.prediction * answer[index]
                }
                parameters.thresholding.apply(to: x0, magnitudes: &magnitudes)
            }
        }
        inpainting?.restore(&x0, alpha: 1, sigma: 0, noise: [])
    }

    private func transition(step: Int, from level: NoiseSchedule.Level) -> Transition {
        let next = schedule.level(sequence[step + 1])
        return switch parameters.kind {
        case .ddpm, .eulerAncestral: .ddpm(from: level, to: next)
        case .ddim: .ddim(from: level, to: next, eta: Double(parameters.eta))
        case .heun where stage == 1: .heun(from: schedule.level(sequence[step]), to: next)
        case .euler, .heun: .ddim(from: level, to: next, eta: 0)
        case .dpmpp2m: .dpmSolver2M(from: level, to: next, previous: visited(step - 1))
        case .dpmpp2mSDE: .sdeDPMSolver2M(from: level, to: next, previous: visited(step - 1))
        case .unipc: .uniPC(from: level, to: next, previous: visited(step - 1), older: visited(step - 2))
        }
    }

    /// The level that `step` began at, if it was made.
    private func visited(_ step: Int) -> NoiseSchedule.Level? {
        step >= firstStep ? schedule.level(sequence[step]) : nil
    }

    /// All but the noise.
    private mutating func apply(_ transition: Transition) {
        x.withUnsafeMutableBufferPointer { x in
            x0.withUnsafeBufferPointer { x0 in
                for index in x.indices {
                    x[index] = transition.x * x[index] + transition.x0 * x0[index]
                }
            }
        }
        if transition.previousX0 != 0 { add(transition.previousX0, earlier[0]) }
        if transition.olderX0 != 0 { add(transition.olderX0, earlier[1]) }
    }

    private mutating func add(_ weight: Float, _ values: [Float]) {
        x.withUnsafeMutableBufferPointer { x in
            values.withUnsafeBufferPointer { values in
                for index in x.indices {
                    x[index] += weight * values[index]
                }
            }
        }
    }

    /// Puts back what a mask keeps, at the level that `x` has after so many steps.
    private mutating func restoreKnown(step: Int) {
        guard let inpainting else { return }
        let level = schedule.level(sequence[step])
        noise.fill(&fresh, step: UInt32(truncatingIfNeeded: step), draw: .inpainting)
        inpainting.restore(&x, alpha: Float(level.alpha), sigma: Float(level.sigma), noise: fresh)
    }
}

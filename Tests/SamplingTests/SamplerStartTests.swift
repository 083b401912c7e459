import Testing

@testable import Sampling

@Suite struct SamplerStartTests {
    private static let schedule = NoiseSchedule(kind: .raisedCosine(betaEnd: 0.02), timesteps: 1000)
    private static let picture: [Float] = [-1, -0.5, 0, 0.25, 0.5, 1]
    static let strengths: [(Float, Int)] = [(1, 0), (0.5, 10), (0.26, 15), (0.01, 19), (0, 19)]
    private let denoiser = AnalyticDenoiser(schedule: schedule, prediction: .velocity)
    private let noise = NoiseSource(seed: 3, image: 1)

    private func sampler(
        _ kind: SamplerKind = .dpmpp2m, start: Sampler.Start = .noise, inpainting: Inpainting? = nil, steps: Int = 20,
        spacing: TimestepSpacing = .trailing
    ) -> Sampler {
        Sampler(
            parameters: SamplingParameters(kind: kind, steps: steps, eta: 0.5, spacing: spacing),
            schedule: Self.schedule, prediction: .velocity, noise: noise, start: start, inpainting: inpainting,
            elements: 6)
    }

    /// x_t of the picture at the timestep that the spacing has for the first step that is left.
    @Test(arguments: TimestepSpacing.allCases, strengths)
    func `a picture is noised to the level that strength asks for`(spacing: TimestepSpacing, share: (Float, Int)) {
        let (strength, step) = share
        let sampler = sampler(start: .picture(Self.picture, strength: strength), spacing: spacing)
        let timestep = TimestepSequence(spacing: spacing, steps: 20, schedule: Self.schedule)[step]
        #expect(sampler.nextTimestep == timestep && sampler.stepIndex == step)
        var noised = noise.normals(step: 0, count: 6)
        Self.schedule.addNoise(to: Self.picture, at: timestep, noise: &noised)
        #expect(sampler.x == noised)
    }

    /// With no past at hand the first step from a picture is of first order, as if the trajectory began there.
    @Test(arguments: SamplerKind.allCases)
    func `a start from a picture looks back on nothing`(kind: SamplerKind) {
        var sampler = sampler(kind, start: .picture(Self.picture, strength: 0.5))
        let sequence = TimestepSequence(spacing: .trailing, steps: 20, schedule: Self.schedule)
        let (x, level) = (sampler.x, Self.schedule.level(sequence[10]))
        let first = Transition.ddim(from: level, to: Self.schedule.level(sequence[11]), eta: 0)
        sampler.advance(denoiser.predict(x, timestep: sequence[10]))
        guard kind != .ddim, ![.ddpm, .eulerAncestral, .dpmpp2mSDE].contains(kind) else { return }
        for index in x.indices {
            #expect((sampler.x[index] - first.x * x[index] - first.x0 * sampler.x0[index]).magnitude < 1e-6)
        }
    }

    @Test(arguments: SamplerKind.allCases)
    func `every state goes on to the same bits`(kind: SamplerKind) {
        let mask = Inpainting(picture: Self.picture, mask: [1, 1, 0, 0.5, 1, 1])
        var whole = sampler(kind, inpainting: mask, steps: 7)
        var states: [SamplerState] = []
        while let timestep = whole.nextTimestep {
            states.append(whole.state)
            whole.advance(denoiser.predict(whole.x, timestep: timestep))
        }
        let parameters = SamplingParameters(kind: kind, steps: 7, eta: 0.5)
        #expect(states.count == parameters.evaluations)
        for state in states {
            #expect(state.fits(parameters, schedule: Self.schedule, elements: 6))
            #expect(!state.fits(parameters, schedule: Self.schedule, elements: 5))
            var rest = sampler(kind, start: .state(state), inpainting: mask, steps: 7)
            rest.run(denoiser)
            #expect(rest.x.map(\.bitPattern) == whole.x.map(\.bitPattern), "from \(state.evaluations)")
        }
        #expect(!whole.state.fits(parameters, schedule: Self.schedule, elements: 6))
    }

    @Test(arguments: [1, 500, 1000])
    func `an estimate is the network's x0 at that timestep`(timestep: Int) {
        var sampler = sampler(.ddpm, start: .estimate(Self.picture, timestep: timestep))
        #expect(sampler.nextTimestep == timestep && sampler.steps == 1)
        let x = sampler.x
        sampler.run(denoiser)
        let alphaBar = Self.schedule.alphaBar(timestep)
        for (estimate, x) in zip(sampler.x, x) {
            #expect((Double(estimate) - denoiser.posteriorMean(Double(x), alphaBar: alphaBar)).magnitude < 1e-5)
        }
    }

    /// After each step the known part is the picture with the noise of that level.
    @Test(arguments: SamplerKind.allCases)
    func `the known part follows the schedule down and ends as it was`(kind: SamplerKind) {
        var sampler = sampler(kind, inpainting: Inpainting(picture: Self.picture, mask: [0, 0, 0, 1, 1, 1]))
        let free = self.sampler(kind)
        #expect(sampler.x.suffix(3) == free.x.suffix(3))
        while let timestep = sampler.nextTimestep {
            let level = Self.schedule.level(timestep)
            for index in 0..<3 {
                let epsilon = (Double(sampler.x[index]) - level.alpha * Double(Self.picture[index])) / level.sigma
                #expect(epsilon.magnitude < 5, "at \(timestep)")
            }
            sampler.advance(denoiser.predict(sampler.x, timestep: timestep))
            #expect(sampler.x0.prefix(3) == Self.picture.prefix(3))
        }
        #expect(sampler.x.prefix(3) == Self.picture.prefix(3))
        var drawn = free
        drawn.run(denoiser)
        // The denoiser looks at each number by itself, so that the rest is what it would be without a mask.
        #expect(sampler.x.suffix(3) == drawn.x.suffix(3))
    }
}

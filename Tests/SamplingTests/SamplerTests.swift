import Testing

@testable import Sampling

@Suite struct SamplerTests {
    private static let schedule = NoiseSchedule(kind: .raisedCosine(betaEnd: 0.02), timesteps: 1000)

    private func sampler(_ kind: SamplerKind, steps: Int, eta: Float = 0, seed: UInt64 = 1) -> Sampler {
        Sampler(
            parameters: SamplingParameters(kind: kind, steps: steps, eta: eta), schedule: Self.schedule,
            prediction: .velocity, noise: NoiseSource(seed: seed, image: 0), elements: 6)
    }

    @Test(arguments: SamplerKind.allCases)
    func `counts its steps and evaluations and ends at its x0`(kind: SamplerKind) {
        let denoiser = AnalyticDenoiser(schedule: Self.schedule, prediction: .velocity)
        var sampler = sampler(kind, steps: 12)
        let visited = [1000, 917, 833, 750, 667, 583, 500, 417, 333, 250, 167, 83]
        var asked: [Int] = []
        while let timestep = sampler.nextTimestep {
            #expect(sampler.stepIndex == asked.count / kind.evaluationsPerStep)
            asked.append(timestep)
            sampler.advance(denoiser.predict(sampler.x, timestep: timestep))
        }
        #expect(asked == (kind == .heun ? [1000] + visited.dropFirst().flatMap { [$0, $0] } : visited))
        #expect(asked.count == SamplingParameters(kind: kind, steps: 12).evaluations)
        #expect(sampler.x == sampler.x0)
        let finished = sampler.x
        sampler.advance([Float](repeating: 9, count: 6))
        #expect(sampler.x == finished && sampler.stepIndex == 12)
    }

    @Test(arguments: SamplerKind.allCases)
    func `repeats itself bit for bit and changes with the seed`(kind: SamplerKind) {
        let denoiser = AnalyticDenoiser(schedule: Self.schedule, prediction: .velocity)
        let pictures = [UInt64(1), 1, 2].map { seed in
            var sampler = sampler(kind, steps: 20, eta: 0.5, seed: seed)
            sampler.run(denoiser)
            return sampler.x.map(\.bitPattern)
        }
        #expect(pictures[0] == pictures[1])
        #expect(pictures[0] != pictures[2])
    }

    @Test func `eta changes DDIM and nothing else`() {
        let denoiser = AnalyticDenoiser(schedule: Self.schedule, prediction: .velocity)
        for kind in SamplerKind.allCases {
            let pictures = [Float(0), 1].map { eta in
                var sampler = sampler(kind, steps: 20, eta: eta)
                sampler.run(denoiser)
                return sampler.x
            }
            #expect((pictures[0] == pictures[1]) == (kind != .ddim), "\(kind)")
        }
    }

    /// The names that mean the same map: Euler in sigma is DDIM, and ancestral sampling there is DDPM.
    @Test(arguments: [(SamplerKind.euler, SamplerKind.ddim), (.eulerAncestral, .ddpm)])
    func `walks as its twin does`(kind: SamplerKind, twin: SamplerKind) {
        let denoiser = AnalyticDenoiser(schedule: Self.schedule, prediction: .velocity)
        var (one, other) = (sampler(kind, steps: 15), sampler(twin, steps: 15))
        one.run(denoiser)
        other.run(denoiser)
        #expect(one.x == other.x)
    }

    /// Sampling with fresh noise draws from the data's own distribution when the denoiser is exact.
    @Test(arguments: [
        (SamplerKind.ddpm, Float(0)), (.ddim, 0.5), (.ddim, 1), (.eulerAncestral, 0), (.dpmpp2mSDE, 0),
    ])
    func `draws the mixture it was given`(kind: SamplerKind, eta: Float) {
        let denoiser = AnalyticDenoiser(schedule: Self.schedule, prediction: .velocity)
        var sampler = Sampler(
            parameters: SamplingParameters(kind: kind, steps: 100, eta: eta), schedule: Self.schedule,
            prediction: .velocity, noise: NoiseSource(seed: 5, image: 0), elements: 2000)
        sampler.run(denoiser)
        let high = sampler.x.filter { $0 > -0.1 }.map(Double.init)
        // Four standard errors, sqrt(0.3 * 0.7 / 2000), and a little for the 100 steps.
        #expect((Double(high.count) / 2000 - 0.7).magnitude < 0.05)
        let mean = high.reduce(0, +) / Double(high.count)
        let variance = high.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(high.count)
        #expect((mean - 0.5).magnitude < 0.03)
        #expect((variance.squareRoot() - 0.15).magnitude < 0.03)
    }
}

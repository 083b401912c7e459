import Testing

@testable import Sampling

@Suite struct SamplerTests {
    /// Against float64 NumPy, which the script holds against diffusers' schedulers.
    @Test func `walks the golden trajectories`() throws {
        let goldens: [Goldens.Trajectory] = try Goldens.load("Trajectories")
        #expect(goldens.count == 75)
        var largest: [Prediction: Double] = [:]
        for golden in goldens {
            let schedule = try Goldens.schedule(golden.schedule)
            let prediction = try #require(Prediction(rawValue: golden.prediction))
            let kind = try #require(SamplerKind(rawValue: golden.sampler))
            var denoiser = AnalyticDenoiser(schedule: schedule, prediction: prediction)
            denoiser.exaggeration = golden.exaggeration
            var sampler = Sampler(
                parameters: SamplingParameters(kind: kind, steps: golden.steps, eta: golden.eta), schedule: schedule,
                prediction: prediction, noise: NoiseSource(seed: golden.seed, image: golden.image),
                elements: golden.picture.count)
            var error = 0.0
            while let timestep = sampler.nextTimestep {
                let x = sampler.x
                sampler.advance(denoiser.predict(x, timestep: timestep))
                guard timestep == golden.middle.timestep else { continue }
                error = max(error, distance(x, golden.middle.x), distance(sampler.x0, golden.middle.x0))
            }
            error = max(error, distance(sampler.x, golden.picture))
            // x0 = (x - sigma epsilon) / alpha: at high noise the rounding of epsilon to a Float grows by 1 / alpha.
            let rounding = prediction == .noise ? 6 * 0x1p-24 / schedule.level(schedule.timesteps).alpha : 0
            #expect(error < 1e-5 + rounding, "\(golden): \(error)")
            largest[prediction] = max(largest[prediction] ?? 0, error)
        }
        print("golden trajectories: largest error \(largest)")
    }

    private func distance(_ ours: [Float], _ theirs: [Double]) -> Double {
        zip(ours, theirs).reduce(0) { max($0, (Double($1.0) - $1.1).magnitude) }
    }

    private static let schedule = NoiseSchedule(kind: .raisedCosine(betaEnd: 0.02), timesteps: 1000)

    private func sampler(_ kind: SamplerKind, steps: Int, eta: Float = 0, seed: UInt64 = 1) -> Sampler {
        Sampler(
            parameters: SamplingParameters(kind: kind, steps: steps, eta: eta), schedule: Self.schedule,
            prediction: .velocity, noise: NoiseSource(seed: seed, image: 0), elements: 6)
    }

    @Test(arguments: SamplerKind.allCases)
    func `counts its evaluations and ends at its x0`(kind: SamplerKind) {
        let denoiser = AnalyticDenoiser(schedule: Self.schedule, prediction: .velocity)
        var sampler = sampler(kind, steps: 12)
        var asked: [Int] = []
        while let timestep = sampler.nextTimestep {
            #expect(sampler.stepIndex == asked.count)
            asked.append(timestep)
            sampler.advance(denoiser.predict(sampler.x, timestep: timestep))
        }
        #expect(asked == [1000, 917, 833, 750, 667, 583, 500, 417, 333, 250, 167, 83])
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

    /// Ancestral sampling draws from the data's own distribution when the denoiser is exact.
    @Test func `draws the mixture it was given`() {
        let denoiser = AnalyticDenoiser(schedule: Self.schedule, prediction: .velocity)
        var sampler = Sampler(
            parameters: SamplingParameters(kind: .ddpm, steps: 100), schedule: Self.schedule, prediction: .velocity,
            noise: NoiseSource(seed: 5, image: 0), elements: 2000)
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

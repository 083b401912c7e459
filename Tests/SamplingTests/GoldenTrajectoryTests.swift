import Testing

@testable import Sampling

@Suite struct GoldenTrajectoryTests {
    /// Against float64 NumPy, in weights/recipe.
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

    /// Every sampler, spacing, schedule and prediction against diffusers' schedulers.
    @Test func `walks diffusers' trajectories`() throws {
        let goldens: [Goldens.DiffusersTrajectory] = try Goldens.load("Diffusers")
        #expect(goldens.count == 351)
        var largest: [String: Double] = [:]
        for golden in goldens {
            let schedule = try Goldens.schedule(golden.schedule)
            let prediction = try #require(Prediction(rawValue: golden.prediction))
            let parameters = SamplingParameters(
                kind: try #require(SamplerKind(rawValue: golden.sampler)), steps: golden.steps, eta: golden.eta,
                spacing: try #require(TimestepSpacing(rawValue: golden.spacing)),
                thresholding: golden.quantile.map { .dynamic(quantile: $0) } ?? .clip)
            var denoiser = AnalyticDenoiser(schedule: schedule, prediction: prediction)
            denoiser.exaggeration = golden.exaggeration
            denoiser.isClipped = golden.quantile == nil
            var sampler = Sampler(
                parameters: parameters, schedule: schedule, prediction: prediction,
                noise: NoiseSource(seed: golden.seed, image: golden.image), elements: golden.picture.count)
            var error = 0.0
            for evaluation in 0...parameters.evaluations {
                if evaluation == golden.middle.evaluations {
                    #expect(sampler.nextTimestep ?? 0 == golden.middle.timestep, "\(golden)")
                    error = distance(sampler.x, golden.middle.x)
                }
                guard let timestep = sampler.nextTimestep else { break }
                sampler.advance(denoiser.predict(sampler.x, timestep: timestep))
            }
            error = max(error, distance(sampler.x, golden.picture))
            let rounding = prediction == .noise ? 6 * 0x1p-24 / schedule.level(schedule.timesteps).alpha : 0
            var tolerance = 1e-5 + rounding
            // Heun's step multiplies the rounding of x0 with the ratio of the noise levels, which few steps make large.
            if parameters.kind == .heun { tolerance = 4 * tolerance + 0x1p-24 * largestRatio(parameters, schedule) }
            #expect(error < tolerance, "\(golden): \(error)")
            largest[golden.sampler] = max(largest[golden.sampler] ?? 0, error)
        }
        #expect(Set(largest.keys) == Set(SamplerKind.allCases.map(\.rawValue)))
        print("diffusers' trajectories: largest error \(largest)")
    }

    /// Of sigma / alpha between one timestep and the next.
    private func largestRatio(_ parameters: SamplingParameters, _ schedule: NoiseSchedule) -> Double {
        let sequence = TimestepSequence(spacing: parameters.spacing, steps: parameters.steps, schedule: schedule)
        let levels = (0..<sequence.count).map { schedule.level(sequence[$0]) }
        return zip(levels, levels.dropFirst()).reduce(1) { largest, pair in
            max(largest, pair.0.sigma * pair.1.alpha / (pair.0.alpha * pair.1.sigma))
        }
    }

    /// The largest, relative to what is larger than 1: few of Heun's steps lead far out.
    private func distance(_ ours: [Float], _ theirs: [Double]) -> Double {
        zip(ours, theirs).reduce(0) { max($0, (Double($1.0) - $1.1).magnitude / max($1.1.magnitude, 1)) }
    }
}

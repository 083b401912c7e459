import Glibc
import Testing

@testable import Sampling

/// How fast the deterministic samplers near the probability flow's exact end as steps double. Where all data is one
/// Gaussian N(m, s^2), the flow keeps every point at its quantile: x_0 = m + s (x_T - alpha m) / sqrt(alpha^2 s^2 + sigma^2).
@Suite struct SamplerConvergenceTests {
    private static let schedule = NoiseSchedule(kind: .raisedCosine(betaEnd: 0.02 * 1000 / 8192), timesteps: 8192)
    private static let (mean, deviation) = (0.1, 0.2)

    private func error(_ kind: SamplerKind, steps: Int) -> Double {
        var denoiser = AnalyticDenoiser(schedule: Self.schedule, prediction: .velocity)
        denoiser.components = [.init(weight: 1, mean: Self.mean)]
        denoiser.deviation = Self.deviation
        var sampler = Sampler(
            parameters: SamplingParameters(kind: kind, steps: steps), schedule: Self.schedule, prediction: .velocity,
            noise: NoiseSource(seed: 3, image: 0), elements: 16)
        let start = sampler.x
        sampler.run(denoiser)
        let level = Self.schedule.level(Self.schedule.timesteps)
        let spread = (level.alphaBar * Self.deviation * Self.deviation + 1 - level.alphaBar).squareRoot()
        return zip(start, sampler.x).reduce(0) { largest, pair in
            let exact = Self.mean + Self.deviation * (Double(pair.0) - level.alpha * Self.mean) / spread
            return max(largest, (Double(pair.1) - exact).magnitude)
        }
    }

    /// The last step is of first order from a level that falls with the steps, which takes a little from UniPC's third.
    @Test(arguments: [
        (SamplerKind.ddim, 1.0, 16, 0.2), (.euler, 1, 16, 0.2), (.heun, 2, 64, 0.25), (.dpmpp2m, 2, 64, 0.2),
        (.unipc, 3, 128, 0.4),
    ])
    func `nears the exact flow in its order`(kind: SamplerKind, order: Double, coarsest: Int, tolerance: Double) {
        let errors = [1, 2, 4, 8].map { error(kind, steps: coarsest * $0) }
        let orders = zip(errors, errors.dropFirst()).map { log2($0 / $1) }
        print("\(kind.rawValue): errors \(errors), orders \(orders)")
        #expect(orders.allSatisfy { ($0 - order).magnitude < tolerance }, "\(orders)")
    }

    @Test func `higher orders need fewer steps`() {
        for steps in [16, 25, 50, 100] {
            let errors = [SamplerKind.ddim, .heun, .dpmpp2m].map { error($0, steps: steps) }
            #expect(errors[1] < errors[0] / 2 && errors[2] < errors[0] / 2, "\(steps) steps: \(errors)")
        }
    }

    /// With one Gaussian everything is linear, so that the distribution that a stochastic sampler draws from is known
    /// without a draw: mean and covariance of x and the x0 before it, carried through the very transitions.
    private func deviationError(_ kind: SamplerKind, steps: Int) -> Double {
        let sequence = TimestepSequence(spacing: .trailing, steps: steps, schedule: Self.schedule)
        let variance = Self.deviation * Self.deviation
        let first = Self.schedule.level(sequence[0])
        // Var x, Cov(x, previous x0), Var(previous x0), begun at the exact marginal of x_T.
        var (xx, xp, pp) = (first.alphaBar * variance + 1 - first.alphaBar, 0.0, 0.0)
        for step in 0..<steps {
            let (level, next) = (Self.schedule.level(sequence[step]), Self.schedule.level(sequence[step + 1]))
            let previous = step > 0 ? Self.schedule.level(sequence[step - 1]) : nil
            let transition: Transition =
                kind == .ddpm
                ? .ddpm(from: level, to: next) : .sdeDPMSolver2M(from: level, to: next, previous: previous)
            // x0(x) = mean + slope (x - alpha mean).
            let slope = level.alpha * variance / (level.alphaBar * variance + 1 - level.alphaBar)
            let (a, b) = (Double(transition.x) + Double(transition.x0) * slope, Double(transition.previousX0))
            let (noise, before) = (Double(transition.noise), xx)
            xx = a * a * xx + 2 * a * b * xp + b * b * pp + noise * noise
            xp = slope * (a * before + b * xp)
            pp = slope * slope * before
        }
        return (xx.squareRoot() - Self.deviation).magnitude
    }

    @Test(arguments: [(SamplerKind.ddpm, 1.0), (.dpmpp2mSDE, 2)])
    func `draws from a distribution that nears the data's in its order`(kind: SamplerKind, order: Double) {
        let errors = [1, 2, 4, 8].map { deviationError(kind, steps: 128 * $0) }
        let orders = zip(errors, errors.dropFirst()).map { log2($0 / $1) }
        print("\(kind.rawValue): errors of the deviation \(errors), orders \(orders)")
        #expect(orders.allSatisfy { ($0 - order).magnitude < 0.25 }, "\(orders)")
    }
}

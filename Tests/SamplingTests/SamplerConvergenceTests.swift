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

    @Test(arguments: [(SamplerKind.ddim, 1.0, 16), (.dpmpp2m, 2.0, 64)])
    func `nears the exact flow in its order`(kind: SamplerKind, order: Double, coarsest: Int) {
        let errors = [1, 2, 4, 8].map { error(kind, steps: coarsest * $0) }
        let orders = zip(errors, errors.dropFirst()).map { log2($0 / $1) }
        print("\(kind.rawValue): errors \(errors), orders \(orders)")
        #expect(orders.allSatisfy { ($0 - order).magnitude < 0.2 }, "\(orders)")
    }

    @Test func `DPM-Solver++ needs fewer steps than DDIM`() {
        for steps in [16, 25, 50, 100] {
            #expect(error(.dpmpp2m, steps: steps) < error(.ddim, steps: steps) / 2, "\(steps) steps")
        }
    }
}

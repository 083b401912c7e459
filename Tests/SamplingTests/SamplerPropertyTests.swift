import TestSupport
import Testing

@testable import Sampling

/// No recipe and no answer of a network, however wild, makes a picture that is not a picture.
@Suite struct SamplerPropertyTests {
    private struct Draw {
        var generator: RandomNumbers

        mutating func next(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
        mutating func next(_ range: ClosedRange<Double>) -> Double { Double.random(in: range, using: &generator) }

        mutating func schedule() -> NoiseSchedule {
            let timesteps = next(1...40)
            let beta = [0, 1e-12, 0.02, 0.5, 0.9999][next(0...4)]
            switch next(0...2) {
            case 0: return NoiseSchedule(kind: .raisedCosine(betaEnd: beta), timesteps: timesteps)
            case 1: return NoiseSchedule(kind: .linear(betaStart: beta, betaEnd: 0.02), timesteps: timesteps)
            default: return NoiseSchedule(kind: .squaredCosine, timesteps: timesteps)
            }
        }

        mutating func parameters(timesteps: Int) -> SamplingParameters {
            let etas: [Float] = [0, 1, -1, 2, .nan, .infinity, Float(next(0...1))]
            let thresholdings: [Thresholding] = [
                .clip, .none, .dynamic(quantile: Float(next(0...1))), .dynamic(quantile: .nan), .dynamic(quantile: 2),
            ]
            return SamplingParameters(
                kind: SamplerKind.allCases[next(0...7)], steps: next(-1...timesteps + 2), eta: etas[next(0...6)],
                spacing: TimestepSpacing.allCases[next(0...3)], thresholding: thresholdings[next(0...4)])
        }

        mutating func picture() -> [Float] { [Float(next(-1...1)), Float(next(-1...1))] }

        mutating func start(timesteps: Int) -> Sampler.Start {
            switch next(0...3) {
            case 0: .picture(picture(), strength: [0, 1, .nan, -3, 7, Float(next(0...1))][next(0...5)])
            case 1: .estimate(picture(), timestep: next(1...timesteps))
            default: .noise
            }
        }

        mutating func inpainting() -> Inpainting? {
            next(0...3) == 0 ? Inpainting(picture: picture(), mask: [[0, 1], [1, 0.5], [0, 0]][next(0...2)]) : nil
        }

        mutating func variations() -> [Variation] {
            (0..<max(next(-3...2), 0)).map { _ in
                Variation(seed: UInt64(next(0...9)), strength: [0, 1, .nan, 9, Float(next(0...1))][next(0...4)])
            }
        }

        /// Sensible, huge, infinite or not a number.
        mutating func answer() -> Float {
            switch next(0...9) {
            case 0: [.nan, .infinity, -.infinity, .greatestFiniteMagnitude, -.greatestFiniteMagnitude][next(0...4)]
            case 1: Float(next(-1e30...1e30))
            default: Float(next(-3...3))
            }
        }

        mutating func guidanceScale() -> Float {
            [0, 1, 2.5, 30, -5, 1e30, .greatestFiniteMagnitude][next(0...6)]
        }
    }

    /// 20,000 recipes; the network is a small random one that sees x, and answers wildly now and then.
    @Test(arguments: 0..<4)
    func `stays finite for any parameters and any answer`(quarter: Int) {
        for number in 0..<5000 {
            let seed = UInt64(quarter * 5000 + number)
            var draw = Draw(generator: RandomNumbers(seed: seed &* 0x9E37_79B9_7F4A_7C15))
            let schedule = draw.schedule()
            let parameters = draw.parameters(timesteps: schedule.timesteps)
            let (scale, rescale, wildness) = (draw.guidanceScale(), Float(draw.next(0...1)), draw.next(0...2))
            let inpainting = draw.inpainting()
            var sampler = Sampler(
                parameters: parameters, schedule: schedule, prediction: seed % 2 == 0 ? .velocity : .noise,
                noise: NoiseSource(seed: seed, image: 0, variations: draw.variations()),
                start: draw.start(timesteps: schedule.timesteps), inpainting: inpainting, elements: 2)
            let weights = (0..<4).map { _ in Float(draw.next(-2...2)) }
            let bound: Float = parameters.thresholding == .none ? 1000 : 1
            var (isFinite, evaluations) = (true, 0)
            while sampler.nextTimestep != nil {
                let answers = (0..<2).map { half in
                    wildness == 0
                        ? [draw.answer(), draw.answer()]
                        : [
                            weights[half] * sampler.x[0] + weights[half + 1],
                            weights[half + 2] * sampler.x[1] - sampler.x[0],
                        ]
                }
                sampler.advance(Guidance.combine(answers[0], answers[1], scale: scale, rescale: rescale))
                isFinite =
                    isFinite && sampler.x.allSatisfy(\.isFinite) && sampler.x0.allSatisfy { $0.magnitude <= bound }
                evaluations += 1
            }
            #expect(isFinite, "draw \(seed): \(parameters)")
            #expect(sampler.x.allSatisfy { $0.magnitude <= bound }, "draw \(seed): \(parameters)")
            #expect(sampler.stepIndex == sampler.steps && evaluations <= 2 * schedule.timesteps)
            guard let inpainting else { continue }
            let kept = zip(sampler.x, zip(inpainting.picture, inpainting.mask)).filter { $0.1.1 == 0 }
            #expect(kept.allSatisfy { $0.0 == $0.1.0 }, "draw \(seed): \(parameters)")
        }
    }

    @Test(arguments: SamplerKind.allCases)
    func `stays finite at every number of steps of a whole schedule`(kind: SamplerKind) {
        let schedule = NoiseSchedule(kind: .raisedCosine(betaEnd: 0.02), timesteps: 1000)
        let denoiser = AnalyticDenoiser(schedule: schedule, prediction: .noise)
        for steps in [1, 2, 3, 499, 501, 999, 1000] {
            var sampler = Sampler(
                parameters: SamplingParameters(kind: kind, steps: steps, eta: 1), schedule: schedule,
                prediction: .noise, noise: NoiseSource(seed: 1, image: 0), elements: 1)
            sampler.run(denoiser)
            #expect(sampler.x.allSatisfy { $0.magnitude <= 1 }, "\(steps) steps")
        }
    }
}

import Testing

@testable import Sampling

/// No recipe and no answer of a network, however wild, makes a picture that is not a picture.
@Suite struct SamplerPropertyTests {
    private struct Draw {
        var generator: Congruential

        mutating func next(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
        mutating func next(_ range: ClosedRange<Double>) -> Double { Double.random(in: range, using: &generator) }

        mutating func schedule() -> NoiseSchedule {
            let timesteps = next(1...60)
            let beta = [0, 1e-12, 0.02, 0.5, 0.9999][next(0...4)]
            switch next(0...2) {
            case 0: return NoiseSchedule(kind: .raisedCosine(betaEnd: beta), timesteps: timesteps)
            case 1: return NoiseSchedule(kind: .linear(betaStart: beta, betaEnd: 0.02), timesteps: timesteps)
            default: return NoiseSchedule(kind: .squaredCosine, timesteps: timesteps)
            }
        }

        mutating func parameters(timesteps: Int) -> SamplingParameters {
            let etas: [Float] = [0, 1, -1, 2, .nan, .infinity, Float(next(0...1))]
            return SamplingParameters(
                kind: SamplerKind.allCases[next(0...2)], steps: next(-1...timesteps + 2), eta: etas[next(0...6)])
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

    /// A linear congruential generator (Knuth), so that a failure can be drawn again.
    private struct Congruential: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ state >> 29
        }
    }

    @Test(arguments: 0..<4)
    func `stays finite for any parameters and any answer`(quarter: Int) {
        for number in 0..<1000 {
            let seed = UInt64(quarter * 1000 + number)
            var draw = Draw(generator: Congruential(state: seed &* 0x9E37_79B9_7F4A_7C15))
            let schedule = draw.schedule()
            let parameters = draw.parameters(timesteps: schedule.timesteps)
            let scale = draw.guidanceScale()
            var sampler = Sampler(
                parameters: parameters, schedule: schedule, prediction: seed % 2 == 0 ? .velocity : .noise,
                noise: NoiseSource(seed: seed, image: 0), elements: 2)
            var isFinite = true
            while sampler.nextTimestep != nil {
                let conditional = [draw.answer(), draw.answer()]
                let unconditional = [draw.answer(), draw.answer()]
                sampler.advance(Guidance.combine(conditional, unconditional, scale: scale))
                isFinite = isFinite && sampler.x.allSatisfy(\.isFinite) && sampler.x0.allSatisfy { $0.magnitude <= 1 }
            }
            #expect(isFinite, "draw \(seed): \(parameters)")
            #expect(sampler.x.allSatisfy { $0.magnitude <= 1 }, "draw \(seed): \(parameters)")
            #expect(sampler.stepIndex == min(max(parameters.steps, 1), schedule.timesteps))
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

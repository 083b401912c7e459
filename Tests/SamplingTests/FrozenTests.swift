import Testing

@testable import Sampling

/// Whole trajectories over the analytic denoiser, frozen to the last bit: a recipe that was written down must give the
/// same picture with every later version and on every machine. What moves one of these breaks every recipe from before.
@Suite struct FrozenTests {
    @Test(arguments: [
        (SamplerKind.ddpm, 30, Float(0), UInt64(0xaafb_2142_2cd6_9dae)), (.ddim, 30, 0, 0x7c0b_8f59_a2b7_d412),
        (.ddim, 30, 0.6, 0xd5f4_bc21_5833_bfc4), (.dpmpp2m, 30, 0, 0xe5f2_db54_1a89_14d2),
        (.ddpm, 1000, 0, 0xd712_6ed3_9e13_9b78),
    ])
    func `a recipe's x is the same to the last bit`(kind: SamplerKind, steps: Int, eta: Float, hash: UInt64) {
        let schedule = NoiseSchedule(kind: .raisedCosine(betaEnd: 0.02), timesteps: 1000)
        var denoiser = AnalyticDenoiser(schedule: schedule, prediction: .velocity)
        denoiser.exaggeration = 1.4
        var sampler = Sampler(
            parameters: SamplingParameters(kind: kind, steps: steps, eta: eta), schedule: schedule,
            prediction: .velocity, noise: NoiseSource(seed: 20_261_124, image: 2), elements: 50)
        var bits = FNV()
        while let timestep = sampler.nextTimestep {
            sampler.advance(denoiser.predict(sampler.x, timestep: timestep))
            bits.add(sampler.x)
        }
        #expect(bits.hash == hash, "0x\(String(bits.hash, radix: 16))")
    }
}

/// Fowler-Noll-Vo 1a over bit patterns.
struct FNV {
    private(set) var hash: UInt64 = 0xcbf2_9ce4_8422_2325

    mutating func add(_ values: [Float]) {
        for value in values {
            hash = (hash ^ UInt64(value.bitPattern)) &* 0x100_0000_01b3
        }
    }
}

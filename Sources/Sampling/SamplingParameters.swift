package enum SamplerKind: String, CaseIterable, Sendable {
    /// Ancestral sampling, algorithm 2 of Ho et al. 2020, "Denoising diffusion probabilistic models".
    case ddpm = "ddpm"
    /// Song et al. 2020, "Denoising diffusion implicit models".
    case ddim = "ddim"
    /// DPM-Solver++(2M), algorithm 2 of Lu et al. 2022, "DPM-Solver++".
    case dpmpp2m = "dpmpp-2m"
}

package struct SamplingParameters: Sendable, Equatable {
    package var kind: SamplerKind
    /// Evaluations, 1...T.
    package var steps: Int
    /// DDIM's share of fresh noise, 0...1: 0 is deterministic, 1 is as random as DDPM. The others ignore it.
    package var eta: Float

    package init(kind: SamplerKind, steps: Int, eta: Float = 0) {
        self.kind = kind
        self.steps = steps
        self.eta = eta
    }
}

/// How a picture is drawn. Each name is the one that is written down with a picture.
package enum SamplerKind: String, CaseIterable, Sendable {
    /// Ancestral sampling, algorithm 2 of Ho et al. 2020, "Denoising diffusion probabilistic models".
    case ddpm = "ddpm"
    /// Song et al. 2020, "Denoising diffusion implicit models".
    case ddim = "ddim"
    /// Euler's method on the probability flow in sigma (Karras et al. 2022, "Elucidating the design space", algorithm 1
    /// without its second half). The same map as DDIM without noise.
    case euler = "euler"
    /// Euler's method down to a lower sigma, then noise back up. The same map as DDPM.
    case eulerAncestral = "euler-ancestral"
    /// Heun's method (Karras et al. 2022, algorithm 1): second order, two evaluations a step.
    case heun = "heun"
    /// DPM-Solver++(2M), algorithm 2 of Lu et al. 2022, "DPM-Solver++".
    case dpmpp2m = "dpmpp-2m"
    /// SDE-DPM-Solver++(2M), Lu et al. 2022, section 5: the same with fresh noise.
    case dpmpp2mSDE = "dpmpp-2m-sde"
    /// UniPC of order 2 with B_2(h) (Zhao et al. 2023, "UniPC"): the step before is corrected with each new evaluation.
    case unipc = "unipc"

    /// Evaluations in each step but the last, which takes one.
    package var evaluationsPerStep: Int { self == .heun ? 2 : 1 }

    /// Earlier predictions of x0 that a step looks back on.
    var memory: Int {
        switch self {
        case .ddpm, .ddim, .euler, .eulerAncestral: 0
        case .heun, .dpmpp2m, .dpmpp2mSDE: 1
        case .unipc: 2
        }
    }
}

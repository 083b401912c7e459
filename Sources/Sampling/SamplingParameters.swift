/// What decides a picture's way from noise, but for the noise itself.
package struct SamplingParameters: Sendable, Equatable {
    package var kind: SamplerKind
    /// 1...T.
    package var steps: Int
    /// DDIM's share of fresh noise, 0...1: 0 is deterministic, 1 is as random as DDPM. The others ignore it.
    package var eta: Float
    package var spacing: TimestepSpacing
    package var thresholding: Thresholding

    package init(
        kind: SamplerKind, steps: Int, eta: Float = 0, spacing: TimestepSpacing = .trailing,
        thresholding: Thresholding = .clip
    ) {
        self.kind = kind
        self.steps = steps
        self.eta = eta
        self.spacing = spacing
        self.thresholding = thresholding
    }

    /// Whether steps add fresh noise.
    package var isRandom: Bool {
        switch kind {
        case .ddpm, .eulerAncestral, .dpmpp2mSDE: true
        case .ddim: eta > 0
        case .euler, .heun, .dpmpp2m, .unipc: false
        }
    }

    /// Of the network, from x_T to x_0.
    package var evaluations: Int { evaluations(through: steps) }

    /// Of the network, in the first `step` steps.
    package func evaluations(through step: Int) -> Int {
        step < steps ? step * kind.evaluationsPerStep : (steps - 1) * kind.evaluationsPerStep + 1
    }

    /// The first step from a picture that is noised to `strength`, 0...1 of the way: at least one step is left.
    package func firstStep(strength: Float) -> Int {
        let share = strength > 0 ? min(strength, 1) : 0
        return min(steps - Int((share * Float(steps)).rounded()), steps - 1)
    }
}

package import Sampling

/// Everything that decides the pictures of one job, and how they are watched.
package struct GenerationRequest: Sendable {
    /// A model's name.
    package var model: String
    /// Embeddings of the model's width; nil is the learned null vector.
    package var prompt: [Float]?
    package var negativePrompt: [Float]?
    package var seed: UInt64
    /// Pictures, 1...16; number i has the noise of (seed, image i).
    package var count: Int
    /// Those of them to make, ascending; nil for all.
    package var pictures: [Int]?
    /// 1...T of the model.
    package var steps: Int
    package var sampler: SamplerKind
    /// 0...1; DDIM alone looks at it.
    package var eta: Float
    /// 0...30; 1 is the prompt's own prediction.
    package var guidanceScale: Float
    /// A preview after every so many steps; 0 for none.
    package var previewEvery: Int

    package var spacing = TimestepSpacing.trailing
    package var thresholding = Thresholding.clip
    /// 0...1: the share of what guidance did to the deviation that is taken back.
    package var guidanceRescale: Float = 0
    /// The shares t / T, within 0...1, where guidance works (Kynkäänniemi et al. 2024, "Applying guidance in a limited
    /// interval"). Elsewhere the prompt's own prediction is taken, which is one evaluation instead of two.
    package var guidanceInterval: ClosedRange<Float> = 0...1
    /// Up to 8, of distinct seeds that are not `seed`.
    package var variations: [Variation] = []
    package var start = Start.noise
    package var inpainting: Inpainting?
    package var draft: Draft?

    package init(
        model: String, prompt: [Float]?, negativePrompt: [Float]? = nil, seed: UInt64, count: Int = 1, steps: Int,
        sampler: SamplerKind, eta: Float = 0, guidanceScale: Float, previewEvery: Int = 0
    ) {
        self.model = model
        self.prompt = prompt
        self.negativePrompt = negativePrompt
        self.seed = seed
        self.count = count
        self.steps = steps
        self.sampler = sampler
        self.eta = eta
        self.guidanceScale = guidanceScale
        self.previewEvery = previewEvery
    }
}

extension GenerationRequest {
    package var parameters: SamplingParameters {
        SamplingParameters(kind: sampler, steps: steps, eta: eta, spacing: spacing, thresholding: thresholding)
    }

    /// The embeddings that a step needs the network's word on where guidance works: one, or the conditional and then the
    /// unconditional where guidance has a difference to work on.
    var evaluations: [[Float]?] {
        if guidanceScale == 1 || prompt == negativePrompt { return [prompt] }
        if guidanceScale == 0 { return [negativePrompt] }
        return [prompt, negativePrompt]
    }

    /// The pictures that are made.
    package var indices: [Int] { pictures ?? Array(0..<count) }

    /// How often each picture is evaluated.
    var rounds: Int {
        let all = parameters.evaluations(through: draft.map { min($0.afterStep, steps) } ?? steps)
        return switch start {
        case .noise: all
        case .picture(_, let strength): all - parameters.evaluations(through: parameters.firstStep(strength: strength))
        case .estimate: 1
        case .states(let states): all - (states.first?.evaluations ?? 0)
        }
    }
}

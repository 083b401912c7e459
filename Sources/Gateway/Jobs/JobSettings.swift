import ImageCoding
import WireProtocol

/// A job's settings, complete and checked: every default filled in, the seed drawn.
struct JobSettings: Sendable, Equatable {
    var model: String
    /// SHA-256 of the model's weights in hexadecimal digits.
    var modelHash: String
    var prompt: String
    var negativePrompt: String
    var seed: UInt64
    var count: UInt8
    var steps: UInt32
    var sampler: String
    var guidanceScale: Float
    var eta: Float

    var submission: SubmitRequest {
        SubmitRequest(
            recipe: JobRecipe(
                model: model, prompt: prompt, negativePrompt: negativePrompt, seed: seed, count: count, steps: steps,
                sampler: sampler, guidanceScale: guidanceScale, options: SubmitOptions(eta: eta == 0 ? nil : eta)))
    }

    /// What decides every bit of picture `image` of the job.
    func recipe(image: Int) -> PictureRecipe {
        PictureRecipe(
            model: model, modelHash: modelHash, prompt: prompt, negativePrompt: negativePrompt, seed: seed,
            image: image, sampler: sampler, steps: Int(steps), guidanceScale: guidanceScale, eta: eta)
    }
}

extension JobSettings: Encodable {
    private enum Key: CodingKey {
        case model, prompt, negativePrompt, seed, count, steps, sampler, guidanceScale, eta
    }

    /// As POST /api/jobs takes them: sent back, they make the same pictures. The seed is a text, because a number of
    /// JavaScript holds 53 bits only.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(model, forKey: .model)
        try container.encode(prompt, forKey: .prompt)
        try container.encode(negativePrompt, forKey: .negativePrompt)
        try container.encode(String(seed), forKey: .seed)
        try container.encode(count, forKey: .count)
        try container.encode(steps, forKey: .steps)
        try container.encode(sampler, forKey: .sampler)
        try container.encode(guidanceScale, forKey: .guidanceScale)
        try container.encode(eta, forKey: .eta)
    }
}

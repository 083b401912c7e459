import Crypto
import ImageCoding
import Observability
import WireProtocol

/// A job's settings, complete and checked: every default filled in, the seed drawn.
struct JobSettings: Sendable, Equatable {
    var recipe: JobRecipe
    /// SHA-256 of the model's weights in hexadecimal digits.
    var modelHash: String
    /// Where the picture that the job begins with is; nil if it begins with noise, or somebody else asked for the job.
    var source: PictureSource?
    /// Whether the pictures' files say how they were made.
    var carriesRecipe = true

    /// The gateway keeps both contents of every preview, and each of its viewers gets the one that he wants.
    static let viewing = Viewing(previewContent: .both)

    func submission(trace: TraceContext) -> SubmitRequest {
        SubmitRequest(recipe: recipe, viewing: Self.viewing, trace: trace.description)
    }

    /// What decides every bit of picture `image` of the job.
    ///
    /// - Parameter step: the one after which the picture was taken; nil: the job's last.
    func recipe(image: Int, after step: UInt32? = nil) -> PictureRecipe {
        let options = recipe.options
        var picture = PictureRecipe(
            model: recipe.model, modelHash: modelHash, prompt: recipe.prompt, negativePrompt: recipe.negativePrompt,
            seed: recipe.seed, image: image, sampler: recipe.sampler, steps: Int(recipe.steps),
            guidanceScale: recipe.guidanceScale, eta: options.eta ?? 0)
        picture.spacing = options.spacing
        picture.dynamicThreshold = options.dynamicThreshold
        picture.guidanceRescale = options.guidanceRescale
        picture.guidanceInterval = options.guidanceInterval.map { [$0.from, $0.to] }
        picture.variationSeed = options.variation?.seed
        picture.variationStrength = options.variation?.strength
        picture.strength = options.initialPicture?.strength
        picture.initialPictureHash = options.initialPicture.map { SHA256.hexadecimal($0.pixels) }
        picture.maskHash = options.mask.map(SHA256.hexadecimal)
        picture.draftSteps = (step ?? options.draftSteps).flatMap { $0 < recipe.steps ? Int($0) : nil }
        picture.estimate = options.estimate.map { Int($0) }
        return picture
    }
}

extension JobSettings: Encodable {
    private enum Key: CodingKey {
        case model, prompt, negativePrompt, seed, count, steps, sampler, guidanceScale, eta
        case spacing, dynamicThreshold, guidanceRescale, guidanceInterval, variation, picture
        case draftSteps, pictures, estimate, strength, metadata
    }

    private struct Variation: Encodable {
        let seed: String
        let strength: Float
    }

    /// As POST /api/jobs takes them: sent back, they make the same pictures. Seeds are texts, because a number of
    /// JavaScript holds 53 bits only.
    func encode(to encoder: any Encoder) throws {
        let options = recipe.options
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(recipe.model, forKey: .model)
        try container.encode(recipe.prompt, forKey: .prompt)
        try container.encode(recipe.negativePrompt, forKey: .negativePrompt)
        try container.encode(String(recipe.seed), forKey: .seed)
        try container.encode(recipe.count, forKey: .count)
        try container.encode(recipe.steps, forKey: .steps)
        try container.encode(recipe.sampler, forKey: .sampler)
        try container.encode(recipe.guidanceScale, forKey: .guidanceScale)
        try container.encode(options.eta ?? 0, forKey: .eta)
        try container.encodeIfPresent(options.spacing, forKey: .spacing)
        try container.encodeIfPresent(options.dynamicThreshold, forKey: .dynamicThreshold)
        try container.encodeIfPresent(options.guidanceRescale, forKey: .guidanceRescale)
        try container.encodeIfPresent(
            options.guidanceInterval.map { [$0.from, $0.to] }, forKey: .guidanceInterval)
        try container.encodeIfPresent(
            options.variation.map { Variation(seed: String($0.seed), strength: $0.strength) }, forKey: .variation)
        try container.encodeIfPresent(source, forKey: .picture)
        // Nobody here knows where the picture is that somebody else began with: only that there was one.
        if source == nil { try container.encodeIfPresent(options.initialPicture?.strength, forKey: .strength) }
        try container.encodeIfPresent(options.draftSteps, forKey: .draftSteps)
        try container.encodeIfPresent(options.pictures.map { $0.map(Int.init) }, forKey: .pictures)
        try container.encodeIfPresent(options.estimate, forKey: .estimate)
        if !carriesRecipe { try container.encode(false, forKey: .metadata) }
    }
}

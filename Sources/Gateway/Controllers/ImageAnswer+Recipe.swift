import FoundationEssentials
import ImageCoding

extension ImageAnswer {
    /// All that decides the picture, in the form in which POST /api/jobs takes it.
    struct Recipe: Encodable {
        let model: String
        let modelHash: String
        let prompt: String
        let negativePrompt: String
        /// A text, because a number of JavaScript holds 53 bits only.
        let seed: String
        let image: Int
        let sampler: String
        let steps: Int
        let guidanceScale: Float
        let eta: Float
        let spacing: String?
        let dynamicThreshold: Float?
        let guidanceRescale: Float?
        let guidanceInterval: [Float]?
        let variation: Variation?
        /// Of another picture that it began with; nobody here knows where that is.
        let strength: Float?
        /// The step whose prediction it is; nil: it is finished.
        let draftSteps: Int?
        /// The timestep at which another picture was looked at once; nil: it was made step by step.
        let estimate: Int?

        struct Variation: Encodable {
            let seed: String
            let strength: Float
        }

        init(_ recipe: PictureRecipe) {
            model = recipe.model
            modelHash = recipe.modelHash
            prompt = recipe.prompt
            negativePrompt = recipe.negativePrompt
            seed = String(recipe.seed)
            image = recipe.image
            sampler = recipe.sampler
            steps = recipe.steps
            guidanceScale = recipe.guidanceScale
            eta = recipe.eta
            spacing = recipe.spacing
            dynamicThreshold = recipe.dynamicThreshold
            guidanceRescale = recipe.guidanceRescale
            guidanceInterval = recipe.guidanceInterval
            variation = recipe.variationSeed.flatMap { seed in
                recipe.variationStrength.map { Variation(seed: String(seed), strength: $0) }
            }
            strength = recipe.strength
            draftSteps = recipe.draftSteps
            estimate = recipe.estimate
        }

        static let schema = Schema.object([
            .field("model", .text),
            .field("modelHash", .hash, "SHA-256 of the model's weights."),
            .field("prompt", .text),
            .field("negativePrompt", .text),
            .field("seed", .seed),
            .field("image", .whole(0...255), "Which picture of the seed."),
            .field("sampler", .text),
            .field("steps", .whole(1...)),
            .field("guidanceScale", .number),
            .field("eta", .number),
            .optional("spacing", .text),
            .optional("dynamicThreshold", .number),
            .optional("guidanceRescale", .number),
            .optional("guidanceInterval", .list(.number)),
            .optional("variation", .object([.field("seed", .seed), .field("strength", .number)])),
            .optional("strength", .number, "It began with another picture: the share of the steps that were made."),
            .optional("draftSteps", .whole(1...), "It is what was predicted at this step."),
            .optional("estimate", .whole(1...), "It is what was predicted of another picture at this timestep."),
        ])
    }
}

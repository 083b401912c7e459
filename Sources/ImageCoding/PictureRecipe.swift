/// What decides every bit of a picture. It travels in the PNG file as the text "reverie".
package struct PictureRecipe: Codable, Sendable, Equatable {
    /// The keyword of the PNG text that holds the recipe.
    package static let keyword = "reverie"

    package var version = 1
    package var model: String
    /// SHA-256 of the weights, 64 lower-case hexadecimal digits.
    package var modelHash: String
    package var prompt: String
    package var negativePrompt: String
    package var seed: UInt64
    /// Which picture of the seed, from 0.
    package var image: Int
    package var sampler: String
    package var steps: Int
    package var guidanceScale: Float
    /// The share of fresh noise a step, 0...1 (DDIM).
    package var eta: Float
    /// What most recipes leave out: the spacing of the timesteps by name, the quantile of dynamic thresholding, the share of
    /// guidance's contrast that is taken back, the shares of the timesteps where guidance works, and another seed that the
    /// noise is turned to.
    package var spacing: String?
    package var dynamicThreshold: Float?
    package var guidanceRescale: Float?
    package var guidanceInterval: [Float]?
    package var variationSeed: UInt64?
    package var variationStrength: Float?
    /// The share of the steps that were made from a picture, which is not part of the recipe but known by the SHA-256 of its
    /// bytes [height, width, channels] in the model's size, as is the mask, [height, width]: 64 lower-case hexadecimal digits.
    package var strength: Float?
    package var initialPictureHash: String?
    package var maskHash: String?
    /// The step after which the picture was taken as it was predicted there; nil: the last.
    package var draftSteps: Int?
    /// The timestep of an estimate.
    package var estimate: Int?

    package init(
        model: String, modelHash: String, prompt: String, negativePrompt: String, seed: UInt64, image: Int,
        sampler: String, steps: Int, guidanceScale: Float, eta: Float
    ) {
        self.model = model
        self.modelHash = modelHash
        self.prompt = prompt
        self.negativePrompt = negativePrompt
        self.seed = seed
        self.image = image
        self.sampler = sampler
        self.steps = steps
        self.guidanceScale = guidanceScale
        self.eta = eta
    }
}

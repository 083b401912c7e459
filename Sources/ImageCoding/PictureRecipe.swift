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

import Crypto
import ImageCoding
import WireProtocol

/// A job that is to be asked for, or runs already, with what is known of its model.
struct PlannedJob: Sendable {
    var recipe: JobRecipe
    /// SHA-256 of the model's weights.
    let modelHash: ModelHash
    /// Of a picture.
    let width: Int
    let height: Int

    init(recipe: JobRecipe, modelHash: ModelHash, width: Int, height: Int) {
        self.recipe = recipe
        self.modelHash = modelHash
        self.width = width
        self.height = height
    }

    init(_ attached: Attached) {
        self.init(
            recipe: attached.recipe, modelHash: attached.modelHash, width: Int(attached.width),
            height: Int(attached.height))
    }

    /// Of the pictures that it makes, ascending.
    var indices: [UInt8] { recipe.options.pictures ?? all }

    private var all: [UInt8] { (0..<recipe.count).map(\.self) }

    /// Makes only these of its pictures, each as it is in the job of all.
    mutating func keepOnly(_ indices: [UInt8]) {
        recipe.options.pictures = indices == all ? nil : indices
    }

    /// The last step that is made.
    var lastStep: Int { Int(recipe.options.draftSteps ?? recipe.steps) }

    /// What decides every bit of picture `index`.
    func pictureRecipe(_ index: UInt8) -> PictureRecipe {
        let options = recipe.options
        var picture = PictureRecipe(
            model: recipe.model, modelHash: modelHash.description, prompt: recipe.prompt,
            negativePrompt: recipe.negativePrompt, seed: recipe.seed, image: Int(index), sampler: recipe.sampler,
            steps: Int(recipe.steps), guidanceScale: recipe.guidanceScale, eta: options.eta ?? 0)
        picture.spacing = options.spacing
        picture.dynamicThreshold = options.dynamicThreshold
        picture.guidanceRescale = options.guidanceRescale
        picture.guidanceInterval = options.guidanceInterval.map { [$0.from, $0.to] }
        picture.variationSeed = options.variation?.seed
        picture.variationStrength = options.variation?.strength
        picture.strength = options.initialPicture?.strength
        picture.initialPictureHash = options.initialPicture.map { Self.hash($0.pixels) }
        picture.maskHash = options.mask.map(Self.hash)
        picture.draftSteps = options.draftSteps.map { Int($0) }
        picture.estimate = options.estimate.map { Int($0) }
        return picture
    }

    /// SHA-256 in hexadecimal digits.
    static func hash(_ bytes: [UInt8]) -> String {
        Array(SHA256.hash(data: bytes)).hexadecimal
    }

    func nameValues(_ index: UInt8, now: LocalTime = .now) -> NameTemplate.Values {
        NameTemplate.Values(
            prompt: recipe.prompt, seed: recipe.seed, image: Int(index), model: recipe.model, sampler: recipe.sampler,
            steps: Int(recipe.steps), guidance: recipe.guidanceScale, variation: recipe.options.variation?.seed ?? 0,
            date: now.date, time: now.time)
    }
}

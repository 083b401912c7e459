import ArgumentParser
import ImageCoding

/// A picture that there is, and how one is made from it.
struct GivenPicture: ParsableArguments {
    @Argument(help: "The picture (any PNG, brought to the model's size).", completion: .file(extensions: ["png"]))
    var picture: String

    @Option(help: "What it shows. (default: what its recipe says, if it has one, or nothing)")
    var prompt: String?

    @Option(help: "What decides the noise. (default: a random one)")
    var seed: UInt64?

    @OptionGroup var recipe: RecipeOptions
    @OptionGroup(title: "Sampling") var sampling: SamplingOptions

    /// - Throws: a file that is no picture.
    func wish(_ shelf: ModelShelf) throws(CommandFailure) -> RecipeWish {
        var wish = try RecipeWish(from: picture, [recipe.wish, sampling.wish], prompt: prompt, shelf)
        wish.seed = seed
        return wish
    }
}

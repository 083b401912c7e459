import ArgumentParser

/// What most say about a picture, beside the prompt.
struct RecipeOptions: ParsableArguments {
    @Option(help: "The model, one of `reverie models`. (default: the server's first)")
    var model: String?

    @Option(help: "Denoising steps a picture. (default: the model's)")
    var steps: UInt32?

    @Option(help: "How the steps are taken, one of the model's samplers. (default: the model's)")
    var sampler: String?

    @Option(help: "How strongly the prompt is followed; 1 is as the model was trained. (default: the model's)")
    var guidance: Float?

    @Option(help: "What the pictures do not show.")
    var negativePrompt: String?

    func validate() throws {
        guard steps != 0 else { throw ValidationError("--steps is a number from 1.") }
        guard guidance?.isFinite ?? true else {
            throw ValidationError("--guidance is a plain number, for instance 2.5.")
        }
    }

    var wish: RecipeWish {
        var wish = RecipeWish()
        (wish.model, wish.steps, wish.sampler) = (model, steps, sampler)
        (wish.guidanceScale, wish.negativePrompt) = (guidance, negativePrompt)
        return wish
    }
}

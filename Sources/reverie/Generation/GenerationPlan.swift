import ImageCoding
import WireProtocol

/// What is asked of the server, with the model's defaults put in where the user said nothing.
struct GenerationPlan {
    let recipe: JobRecipe
    let previewContent: PreviewContent
    /// SHA-256 of the model's weights.
    let modelHash: ModelHash
    /// Of a picture before it is scaled.
    let width: UInt16
    let height: UInt16
    let scale: Int

    /// - Parameter randomSeed: used if the user gave none; short enough to be typed again.
    /// - Throws: what the server cannot do, as far as it has told.
    init(
        _ command: GenerateCommand, models: [ModelDescription], limits: Welcome,
        randomSeed: UInt64 = .random(in: 0..<1_000_000_000)
    ) throws(CommandFailure) {
        let model = try Self.model(named: command.model, among: models)
        (modelHash, width, height) = (model.hash, model.width, model.height)
        scale = command.scale
        recipe = JobRecipe(
            model: model.name, prompt: command.prompt ?? model.defaultPrompt, negativePrompt: command.negativePrompt,
            seed: command.seed ?? randomSeed, count: command.count, steps: command.steps ?? model.defaultSteps,
            sampler: command.sampler ?? model.defaultSampler,
            guidanceScale: command.guidance ?? model.defaultGuidanceScale,
            options: try SubmitOptions(command.sampling, model: model))
        previewContent = command.preview.content
        try check(against: limits)
    }

    /// What a job that runs already makes.
    init(_ attached: Attached, previewContent: PreviewContent, scale: Int) throws(CommandFailure) {
        recipe = attached.recipe
        (modelHash, width, height) = (attached.modelHash, attached.width, attached.height)
        self.previewContent = previewContent
        self.scale = scale
        try checkScale()
    }

    private static func model(
        named name: String?, among models: [ModelDescription]
    ) throws(CommandFailure) -> ModelDescription {
        guard let first = models.first else {
            throw CommandFailure(.refused, "The server has no model. Give it one in its weights folder.")
        }
        guard let name else { return first }
        guard let model = models.first(where: { $0.name == name }) else {
            let names = models.map(\.name).joined(separator: ", ")
            throw CommandFailure(.refused, "The server has no model \"\(name)\". It has: \(names).")
        }
        return model
    }

    private func check(against limits: Welcome) throws(CommandFailure) {
        guard recipe.count <= limits.maximumCount else {
            throw CommandFailure(
                .refused,
                "The server makes at most \(limits.maximumCount) pictures at a time; --count asks for \(recipe.count)."
            )
        }
        for prompt in [recipe.prompt, recipe.negativePrompt] {
            guard prompt.utf8.count <= Int(limits.maximumPromptBytes) else {
                throw CommandFailure(
                    .refused,
                    "A prompt of \(prompt.utf8.count) bytes is too long: the server takes \(limits.maximumPromptBytes)."
                )
            }
        }
        try checkScale()
    }

    private func checkScale() throws(CommandFailure) {
        guard Picture.isAllowed(width: Int(width) * scale, height: Int(height) * scale) else {
            throw CommandFailure(
                .usage, "Pictures of \(width) x \(height) pixels are too large for --scale \(scale).")
        }
    }

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
        return picture
    }

    /// Of picture `index`, without its extension: `ankle-boot-seed7-1`.
    func fileName(_ index: UInt8) -> String {
        "\(FileName.stem(recipe.prompt))-seed\(recipe.seed)-\(Int(index) + 1)"
    }

    var progressView: ProgressView {
        let title = recipe.prompt.isEmpty ? "no prompt" : recipe.prompt
        return ProgressView(
            title: title, details: "\(recipe.model), \(recipe.sampler), seed \(recipe.seed)", count: Int(recipe.count),
            steps: Int(recipe.steps))
    }
}

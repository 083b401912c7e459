import WireProtocol
import WireTransport

/// What a server offers: its models and its limits. Wishes become jobs here.
struct ModelShelf: Sendable {
    let models: [ModelDescription]
    let limits: Welcome

    init(models: [ModelDescription], limits: Welcome) {
        self.models = models
        self.limits = limits
    }

    init(_ client: WireClient) async throws {
        models = try await client.models()
        limits = client.welcome
    }

    /// The first where none is named.
    func model(named name: String?) throws(CommandFailure) -> ModelDescription {
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

    /// - Parameter randomSeed: used if none is wished for; short enough to be typed again.
    /// - Throws: what the server cannot do, as far as it has told; files that cannot be used.
    func job(
        _ wish: RecipeWish, randomSeed: UInt64 = .random(in: 0..<1_000_000_000)
    ) throws(CommandFailure) -> PlannedJob {
        let model = try model(named: wish.model)
        var recipe = JobRecipe(
            model: model.name, prompt: wish.prompt ?? model.defaultPrompt, negativePrompt: wish.negativePrompt ?? "",
            seed: wish.seed ?? randomSeed, count: wish.count ?? 1, steps: wish.steps ?? model.defaultSteps,
            sampler: wish.sampler ?? model.defaultSampler,
            guidanceScale: wish.guidanceScale ?? model.defaultGuidanceScale)
        recipe.options = try SubmitOptions(wish, model: model)
        try check(recipe)
        return PlannedJob(recipe: recipe, modelHash: model.hash, width: Int(model.width), height: Int(model.height))
    }

    private func check(_ recipe: JobRecipe) throws(CommandFailure) {
        guard recipe.count >= 1, recipe.count <= limits.maximumCount else {
            throw CommandFailure(
                .refused,
                "The server makes at most \(limits.maximumCount) pictures at a time; --count asks for \(recipe.count).")
        }
        for prompt in [recipe.prompt, recipe.negativePrompt] {
            guard prompt.utf8.count <= Int(limits.maximumPromptBytes) else {
                throw CommandFailure(
                    .refused,
                    "A prompt of \(prompt.utf8.count) bytes is too long: the server takes \(limits.maximumPromptBytes)."
                )
            }
        }
    }
}

import ImageCoding
import WireProtocol

/// What is asked of the server, with the model's defaults put in where the user said nothing.
struct GenerationPlan {
    let request: SubmitRequest
    let model: ModelDescription
    let scale: Int

    /// - Parameter randomSeed: used if the user gave none; short enough to be typed again.
    /// - Throws: what the server cannot do, as far as it has told.
    init(
        _ command: GenerateCommand, models: [ModelDescription], limits: Welcome,
        randomSeed: UInt64 = .random(in: 0..<1_000_000_000)
    ) throws(CommandFailure) {
        model = try Self.model(named: command.model, among: models)
        scale = command.scale
        request = SubmitRequest(
            model: model.name, prompt: command.prompt ?? model.defaultPrompt, negativePrompt: command.negativePrompt,
            seed: command.seed ?? randomSeed, count: command.count, steps: command.steps ?? model.defaultSteps,
            sampler: command.sampler ?? model.defaultSampler,
            guidanceScale: command.guidance ?? model.defaultGuidanceScale, eta: command.eta,
            previewContent: command.preview.content)
        try check(against: limits)
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
        guard request.count <= limits.maximumCount else {
            throw CommandFailure(
                .refused,
                "The server makes at most \(limits.maximumCount) pictures at a time; --count asks for \(request.count)."
            )
        }
        for prompt in [request.prompt, request.negativePrompt] {
            guard prompt.utf8.count <= Int(limits.maximumPromptBytes) else {
                throw CommandFailure(
                    .refused,
                    "A prompt of \(prompt.utf8.count) bytes is too long: the server takes \(limits.maximumPromptBytes)."
                )
            }
        }
        guard Picture.isAllowed(width: Int(model.width) * scale, height: Int(model.height) * scale) else {
            throw CommandFailure(
                .usage, "Pictures of \(model.width) x \(model.height) pixels are too large for --scale \(scale).")
        }
    }

    /// What decides every bit of picture `index`.
    func recipe(_ index: UInt8) -> PictureRecipe {
        PictureRecipe(
            model: model.name, modelHash: model.hash.description, prompt: request.prompt,
            negativePrompt: request.negativePrompt, seed: request.seed, image: Int(index), sampler: request.sampler,
            steps: Int(request.steps), guidanceScale: request.guidanceScale, eta: request.eta)
    }

    /// Of picture `index`, without its extension: `ankle-boot-seed7-1`.
    func fileName(_ index: UInt8) -> String {
        "\(FileName.stem(request.prompt))-seed\(request.seed)-\(Int(index) + 1)"
    }

    var progressView: ProgressView {
        let title = request.prompt.isEmpty ? "no prompt" : request.prompt
        return ProgressView(
            title: title, details: "\(model.name), \(request.sampler), seed \(request.seed)", count: Int(request.count),
            steps: Int(request.steps))
    }
}

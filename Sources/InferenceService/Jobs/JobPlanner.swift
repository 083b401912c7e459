import DiffusionEngine
import DiffusionModel
import WireProtocol

/// Checks recipes against the models that are resident, and finds what their prompts mean.
struct JobPlanner: Sendable {
    /// What a recipe comes to.
    struct Plan: Sendable {
        let generation: GenerationRequest
        let manifest: ModelManifest
        let model: ModelHash
        let prompts: PromptReading

        /// Of all pictures.
        var pixels: Int { generation.indices.count * manifest.image.width * manifest.image.height }

        /// Every evaluation works on every pixel of a picture.
        var cost: Int { generation.evaluationCount * manifest.image.width * manifest.image.height }
    }

    private struct Model: Sendable {
        let manifest: ModelManifest
        let hash: ModelHash
        let prompts: PromptBook
    }

    private let models: [String: Model]
    let encoder: any TextEncoder

    /// The encoder's width must be the models' prompt width.
    init(_ manifests: [ModelManifest], encoder: any TextEncoder) {
        self.encoder = encoder
        // A manifest that was read has a hash.
        let known = manifests.compactMap { manifest in
            ModelHash(hex: manifest.weights.sha256).map {
                Model(manifest: manifest, hash: $0, prompts: PromptBook(manifest))
            }
        }
        models = Dictionary(known.map { ($0.manifest.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    func manifest(_ name: String) -> ModelManifest? { models[name]?.manifest }

    /// - Throws: ``WireError`` with the code of the field that is wrong and a sentence that names what is allowed.
    func plan(_ request: SubmitRequest) async throws(WireError) -> Plan {
        let name = request.recipe.model
        guard let model = models[name] else {
            throw WireError(
                code: .unknownModel,
                message: "There is no model “\(name.prefix(60))”. "
                    + "This server has \(models.keys.sorted().joined(separator: ", ")).", retryable: false)
        }
        var generation = try GenerationRequest(request, manifest: model.manifest)
        let prompts = await model.prompts.reading(of: request.recipe, by: encoder)
        generation.prompt = prompts.prompt
        generation.negativePrompt = prompts.negativePrompt
        // For viewers who come later; each is sent what it asked for.
        generation.previewEvery = 1
        return Plan(generation: generation, manifest: model.manifest, model: model.hash, prompts: prompts)
    }
}

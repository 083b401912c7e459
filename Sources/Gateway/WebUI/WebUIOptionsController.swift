import Hummingbird
import ImageCoding
import WireProtocol

/// The web UI's interface: what there is, what is chosen, and what a picture says of itself.
struct WebUIOptionsController: Controller {
    let starter: JobStarter
    let state: WebUIState

    var routes: [Route] {
        [
            Route(
                .get, "/sdapi/v1/samplers", "The samplers of the model in force.", in: .webUI,
                answers: [.json(.list(WebUISchema.sampler), "The samplers."), .invalid, .serverAway]
            ) { _, _ in
                let samplers = try await model().samplers.map { name -> JSON in
                    ["name": .text(WebUIName.sampler(name)), "aliases": [.text(name)], "options": [:]]
                }
                return Response.json(JSON.list(samplers))
            },
            Route(
                .get, "/sdapi/v1/schedulers", "How the steps may be spaced.", in: .webUI,
                answers: [.json(.list(WebUISchema.scheduler), "The schedulers.")]
            ) { _, _ in
                let schedulers = WebUIName.ownSpacings.map { name -> JSON in
                    ["name": .text(name), "label": .text(WebUIName.spacing(name)), "aliases": .null]
                }
                return Response.json(JSON.list(schedulers))
            },
            Route(
                .get, "/sdapi/v1/sd-models", "The models.", in: .webUI,
                answers: [.json(.list(WebUISchema.model), "The models."), .serverAway]
            ) { _, _ in
                Response.json(JSON.list(try await starter.offer().models.map(Self.describe)))
            },
            Route(
                .get, "/sdapi/v1/options", "The options in force.", in: .webUI,
                answers: [.json(WebUISchema.options, "The options."), .invalid, .serverAway]
            ) { _, _ in
                let model = try await model()
                return Response.json(
                    JSON.object([
                        "sd_model_checkpoint": .text(Self.title(model)),
                        "sd_checkpoint_hash": .text(model.hash.description), "samples_format": "png",
                        "enable_pnginfo": .flag(state.options.writesRecipes),
                    ]))
            },
            Route(
                .post, "/sdapi/v1/options", "Chooses a model, or whether pictures carry their recipes, for everybody.",
                in: .webUI, details: "Other options are taken and change nothing.", body: .json(WebUISchema.choice),
                answers: [.json(.object([]), "Done."), .invalid, .serverAway], choose),
            Route(
                .post, "/sdapi/v1/png-info", "What a PNG file says of how it was made.", in: .webUI,
                body: .json(.object([.field("image", .text, "A PNG file in base 64.")])),
                answers: [.json(WebUISchema.pictureInfo, "Its texts."), .invalid], pictureInfo),
        ]
    }

    private func model() async throws -> ModelDescription {
        try WebUIRequest.model(state.options.model, among: try await starter.offer().models)
    }

    private static func title(_ model: ModelDescription) -> String {
        "\(model.name) [\(model.hash.description.prefix(10))]"
    }

    private static func describe(_ model: ModelDescription) -> JSON {
        [
            "title": .text(title(model)), "model_name": .text(model.name),
            "hash": .text(String(model.hash.description.prefix(10))), "sha256": .text(model.hash.description),
            "filename": .text("\(model.name)/model.safetensors"), "config": .null,
        ]
    }

    @Sendable private func choose(_ request: Request, _ context: Gateway.Context) async throws -> Response {
        let fields = try RequestFields(try await JSONBody.decode(JSON.self, from: request))
        var options = state.options
        if let name = try fields.text("sd_model_checkpoint") {
            options.model = try WebUIRequest.model(name, among: try await starter.offer().models).name
        }
        if let writes = try fields.flag("enable_pnginfo") { options.writesRecipes = writes }
        state.options = options
        return Response.json([String: String]())
    }

    @Sendable private func pictureInfo(_ request: Request, _ context: Gateway.Context) async throws -> Response {
        let body = try await JSONBody.decode(JSON.self, from: request, upTo: StartPicture.maximumBytes)
        guard let text = try RequestFields(body).text("image") else {
            throw Problem.invalid("image", "The field \"image\" is missing.")
        }
        do {
            let texts = try PNGCodec.text(in: try WebUIRequest.png(text, "image"))
            let items = Dictionary(texts.map { ($0.keyword, JSON.text($0.text)) }) { first, _ in first }
            return Response.json(
                JSON.object([
                    "info": items[PictureRecipe.parametersKeyword] ?? "", "items": .object(items), "parameters": [:],
                ]))
        } catch let error as ImageError {
            throw Problem.invalid("image", "The field \"image\" is a PNG file. \(error)")
        }
    }
}

import FoundationEssentials
import HTTPTypes
import Hummingbird
import ImageCoding
import WireProtocol

/// OpenAI's Images interface, for the programs that speak it.
struct OpenAIController: Controller {
    let starter: JobStarter
    let proxies: TrustedProxies

    var routes: [Route] {
        [
            Route(
                .post, "/v1/images/generations", "Makes pictures from a prompt.", in: .openAI,
                details:
                    "Fields that only steer OpenAI's own models (`quality`, `style`, `user`, `moderation` ...) are taken and "
                    + "change nothing.",
                body: .json(OpenAISchema.generation), answers: Self.answers(.generation)
            ) { request, context in
                let fields = try RequestFields(try await JSONBody.decode(JSON.self, from: request))
                return try await answer(request, context) { try OpenAIRequest(.generation, fields, offer: $0) }
            },
            Route(
                .post, "/v1/images/edits", "Makes pictures from a picture and a prompt, within a mask if there is one.",
                in: .openAI, body: .form(OpenAISchema.edit), answers: Self.answers(.edit)
            ) { request, context in
                let form = try await JSONBody.form(request)
                return try await answer(request, context) { offer in
                    try OpenAIRequest(
                        .edit, RequestFields(form), image: try Self.image(form), mask: form.values("mask").last,
                        offer: offer)
                }
            },
            Route(
                .post, "/v1/images/variations", "Makes pictures that are like a picture.", in: .openAI,
                body: .form(OpenAISchema.variation), answers: Self.answers(.variation)
            ) { request, context in
                let form = try await JSONBody.form(request)
                return try await answer(request, context) { offer in
                    try OpenAIRequest(.variation, RequestFields(form), image: try Self.image(form), offer: offer)
                }
            },
            Route(
                .get, "/v1/models", "The models.", in: .openAI,
                answers: [
                    .json(
                        .object([.field("object", .choice(["list"])), .field("data", .list(OpenAISchema.model))]),
                        "The models."), .serverAway,
                ]
            ) { _, _ in
                let models = try await starter.offer().models.map { Self.describe($0.name) }
                return Response.json(JSON.object(["object": "list", "data": .list(models)]))
            },
            Route(
                .get, "/v1/models/{model}", "A model.", in: .openAI, parameters: [.path("model", "Its `id`.")],
                answers: [
                    .json(OpenAISchema.model, "The model."), .error(.notFound, "There is none of this name."),
                    .serverAway,
                ]
            ) { _, context in
                let name = try context.parameters.require("model")
                guard try await starter.offer().models.contains(where: { $0.name == name }) else {
                    throw Problem(.notFound, "The model does not exist.", field: "model")
                }
                return Response.json(Self.describe(name))
            },
        ]
    }

    private static func answers(_ kind: OpenAIRequest.Kind) -> [Answer] {
        let streams: [Answer] =
            kind == .variation ? [] : [.events(OpenAISchema.events(kind), "With `stream`: the pictures as they form.")]
        return [.json(OpenAISchema.answer, "The pictures.")] + streams + [
            .invalid, .error(.notFound, "There is no model of this name."),
            .error(.conflict, "The job was cancelled by somebody else."), .serverFaulty, .serverAway,
        ]
    }

    private static func describe(_ name: String) -> JSON {
        ["id": .text(name), "object": "model", "created": 0, "owned_by": "reverie"]
    }

    /// The picture of a form; clients that send a list of one call it `image[]`.
    private static func image(_ form: MultipartForm) throws -> [UInt8] {
        let images = form.values("image") + form.values("image[]")
        guard let image = images.first, images.count == 1 else {
            throw Problem.invalid("image", "The field \"image\" is one PNG file.")
        }
        return image
    }

    private func answer(
        _ request: Request, _ context: Gateway.Context, _ read: (ServerLink.Connection) throws -> OpenAIRequest
    ) async throws -> Response {
        let wish = try read(try await starter.offer())
        let job = try await starter.start(wish.settings, trace: context.trace).job
        guard wish.partialImages == nil else {
            return Response(
                status: .ok, headers: [.contentType: "text/event-stream"],
                body: OpenAIStream(wish: wish, job: job, starter: starter).body)
        }
        let pictures = try await job.pictures().map { try wish.size?.scaled($0) ?? $0 }
        let data = pictures.enumerated().map { index, png in
            switch wish.format {
            case .data: OpenAIAnswer.Picture(b64Json: Data(png).base64EncodedString())
            case .url:
                OpenAIAnswer.Picture(url: proxies.origin(request, context) + Self.path(to: index, job, wish))
            }
        }
        return Response.json(
            OpenAIAnswer(
                created: Int(Date().timeIntervalSince1970), data: data,
                size: try pictures.first.map(Self.size) ?? "0x0"))
    }

    /// `WIDTHxHEIGHT` of a PNG.
    static func size(_ png: [UInt8]) throws -> String {
        let picture = try PNGCodec.decode(png)
        return "\(picture.width)x\(picture.height)"
    }

    private static func path(to index: Int, _ job: GatewayJob, _ wish: OpenAIRequest) -> String {
        let size = wish.size.map { "?size=\($0.width)x\($0.height)" } ?? ""
        return "/api/jobs/\(job.id)/images/\(index).png\(size)"
    }
}

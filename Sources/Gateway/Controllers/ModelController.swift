import Hummingbird
import WireTransport

/// What the inference server offers.
struct ModelController: Controller {
    let link: ServerLink

    var routes: [Route] {
        [
            Route(
                .get, "/api/models", "The models, with their samplers, defaults and suggestions.", in: .running,
                answers: [.json(ModelsAnswer.schema, "The server and its models."), .serverAway]
            ) { _, _ in
                Response.json(ModelsAnswer(try await link.current(), link.server.description))
            }
        ]
    }
}

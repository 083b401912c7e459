import Hummingbird
import WireProtocol
import WireTransport

/// What the inference server offers, and whether all is well.
struct ModelController: Sendable {
    let link: ServerLink

    func addRoutes(to router: Router<Gateway.Context>) {
        router.get("/api/models") { _, _ in
            Response.json(ModelsAnswer(try await link.current(), link.server.description))
        }
        router.get("/healthz") { _, _ in
            Response.json(["gateway": "ok", "server": await link.isHere ? "ok" : "away"])
        }
    }
}

private struct ModelsAnswer: Encodable {
    let server: Server
    let models: [Model]

    struct Server: Encodable {
        let address: String
        let name: String
        let maximumCount: UInt8
        let maximumPromptBytes: UInt32
    }

    struct Model: Encodable {
        let name: String
        let title: String
        let description: String
        let hash: String
        let width: UInt16
        let height: UInt16
        let channels: UInt8
        let samplers: [String]
        let maximumSteps: UInt32
        let defaultSampler: String
        let defaultSteps: UInt32
        let defaultGuidanceScale: Float
        let defaultPrompt: String
        let prompts: [String]
        let styles: [String]
        let schedule: Schedule
    }

    /// Of noise: the formula's name and its numbers (specification, MODELS).
    struct Schedule: Encodable {
        let kind: String
        let timesteps: UInt32
        let betaStart: Float
        let betaEnd: Float
    }

    init(_ connection: ServerLink.Connection, _ address: String) {
        let welcome = connection.welcome
        server = Server(
            address: address, name: welcome.server, maximumCount: welcome.maximumCount,
            maximumPromptBytes: welcome.maximumPromptBytes)
        models = connection.models.map { model in
            Model(
                name: model.name, title: model.title, description: model.description, hash: model.hash.description,
                width: model.width, height: model.height, channels: model.channels, samplers: model.samplers,
                maximumSteps: min(model.timesteps, welcome.maximumSteps), defaultSampler: model.defaultSampler,
                defaultSteps: model.defaultSteps, defaultGuidanceScale: model.defaultGuidanceScale,
                defaultPrompt: model.defaultPrompt, prompts: model.prompts,
                styles: model.styles,
                schedule: Schedule(
                    kind: model.schedule, timesteps: model.timesteps, betaStart: model.betaStart,
                    betaEnd: model.betaEnd))
        }
    }
}

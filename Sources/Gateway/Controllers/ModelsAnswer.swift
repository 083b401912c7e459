import WireProtocol
import WireTransport

/// What GET /api/models tells.
struct ModelsAnswer: Encodable {
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

extension ModelsAnswer {
    static let schema = Schema.object([
        .field(
            "server",
            .object([
                .field("address", .text, "Where the gateway finds it."),
                .field("name", .text, "Its name and version."),
                .field("maximumCount", .whole(1...255), "Pictures a job."),
                .field("maximumPromptBytes", .whole(0...), "UTF-8 bytes of a prompt."),
            ])),
        .field("models", .list(model), "The first is what is taken when a job names none."),
    ])

    private static let model = Schema.object([
        .field("name", .text, "What a job calls it."),
        .field("title", .text, "What people call it."),
        .field("description", .text),
        .field("hash", .hash, "SHA-256 of its weights."),
        .field("width", .whole(1...65_535), "Of a picture, in pixels."),
        .field("height", .whole(1...65_535)),
        .field("channels", .whole(1...3), "1: grey, 3: red, green and blue."),
        .field("samplers", .list(.text)),
        .field("maximumSteps", .whole(1...)),
        .field("defaultSampler", .text),
        .field("defaultSteps", .whole(1...)),
        .field("defaultGuidanceScale", .number),
        .field("defaultPrompt", .text),
        .field("prompts", .list(.text), "Suggestions."),
        .field("styles", .list(.text), "Words for styles that a prompt may end with."),
        .field(
            "schedule",
            .object([
                .field("kind", .text), .field("timesteps", .whole(1...)), .field("betaStart", .number),
                .field("betaEnd", .number),
            ]), "Of noise: the formula's name and its numbers."),
    ])
}

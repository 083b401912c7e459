import HTTPTypes

/// What POST /api/jobs answers with.
struct JobAccepted: Encodable {
    let id: String
    let seed: String
    let events: String
    let recipe: JobSettings
    let prompt: PromptNotice
}

extension JobAccepted {
    static let schema = Schema.object([
        .field("id", .text(pattern: "^[0-9a-f]{32}$")),
        .field("seed", .seed, "The seed that was given or drawn."),
        .field("events", .text, "Where the job is watched."),
        .field("recipe", JobSettings.schema, "Complete: sent back, it makes the same pictures."),
        .field(
            "prompt",
            .object([
                .field("truncated", .flag, "Whether it is longer than the model reads."),
                .field("familiarity", .number(0...1), "How near it is to what the model was trained on."),
                .field("suggestions", .list(.text), "Prompts that are near and that the model knows."),
            ])),
    ])
}

extension Schema {
    /// 64 bits in decimal digits.
    static let seed = Schema.text(pattern: "^[0-9]{1,20}$")
}

extension Parameter {
    static let job = Parameter.path("id", "The job's `id`.", .text)
}

extension Answer {
    static let noJob = Answer.error(
        .notFound, "There is no such job or picture: it was discarded, is not there yet, or many were made since.")
}

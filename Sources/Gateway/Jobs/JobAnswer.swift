import WireProtocol

/// Where a job is, as GET /api/jobs/{id} tells it.
struct JobAnswer: Encodable {
    let id: String
    let state: GatewayJob.Stage
    let recipe: JobSettings
    /// The steps whose previews are kept, which is all of them unless there are very many.
    let frames: [Frame]
    /// The finished pictures, by their indices.
    let images: [String: String]

    struct Frame: Encodable {
        let step: UInt32
        let timestep: UInt32
    }

    init(_ job: GatewayJob) {
        id = job.id.description
        state = job.stage
        recipe = job.settings
        frames = job.frames.map { Frame(step: $0.step, timestep: $0.timestep) }
        images = Dictionary(
            uniqueKeysWithValues: job.finishedPictures.map { (String($0), "/api/jobs/\(job.id)/images/\($0).png") })
    }
}

extension JobAnswer {
    static let schema = Schema.object([
        .field("id", .text),
        .field("state", .choice(["queued", "running", "finished", "cancelled", "failed"])),
        .field("recipe", JobSettings.schema),
        .field(
            "frames", .list(.object([.field("step", .whole(0...)), .field("timestep", .whole(0...))])),
            "The steps whose previews are kept."),
        .field("images", .anything, "Where the finished pictures are, by their indices."),
    ])
}

extension Parameter {
    static let content = Parameter.query(
        "content",
        "What previews show: `x0`, the clean pictures that are predicted; `xt`, the noisy states; or `both`.",
        .choice(FrameContent.allCases.map(\.rawValue)))
}

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

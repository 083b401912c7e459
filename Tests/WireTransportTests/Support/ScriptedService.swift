import Synchronization
import WireProtocol
import WireTransport

/// A small service with real behaviour: jobs count through their steps on their own tasks, previews show the step's number
/// as every pixel, pictures their own index. A job whose prompt is "wait" does its steps and then waits to be cancelled; one
/// that is "slow" takes a while for each step; one that is "slow to accept" is accepted after a while.
/// Jobs are remembered for good, and have a filmstrip of all their steps.
final class ScriptedService: WireService {
    private struct Job {
        let recipe: JobRecipe
        var state = JobState.queued
        var step: UInt32 = 0
        /// All events but previews.
        var story: [JobEvent] = []
        var viewers: [Viewer] = []
    }

    private struct State {
        var jobs: [JobID: Job] = [:]
        var keys: [IdempotencyKey: JobID] = [:]
        var left: [Viewer.ID] = []
        var clients: [ClientIdentity] = []
    }

    private let state = Mutex(State())
    let pictureSide: UInt16

    init(pictureSide: UInt16 = 4) {
        self.pictureSide = pictureSide
    }

    var welcome: Welcome {
        Welcome(maximumCount: 16, maximumSteps: 1000, maximumPromptBytes: 1024, server: "scripted/1")
    }

    /// Viewers that left, in order.
    var left: [Viewer.ID] { state.withLock { $0.left } }

    /// Who submitted, in order.
    var clients: [ClientIdentity] { state.withLock { $0.clients } }

    /// Jobs that have done all their steps.
    var finishedCount: Int { count(.finished) }

    /// Jobs that have not ended.
    var runningCount: Int { count(.running) + count(.queued) }

    var jobCount: Int { state.withLock { $0.jobs.count } }

    var watchers: [Viewer] { state.withLock { $0.jobs.values.flatMap(\.viewers) } }

    var watcherCount: Int { watchers.count }

    private func count(_ wanted: JobState) -> Int { state.withLock { $0.jobs.values.count { $0.state == wanted } } }

    static let model = ModelDescription(
        name: "fashion", title: "Fashion", description: "Clothes.",
        hash: ModelHash(bytes: Array(0..<32)) ?? { preconditionFailure("32 bytes") }(), width: 4, height: 4,
        channels: 1,
        timesteps: 1000, samplers: ["ddpm", "ddim"], defaultSampler: "ddim", defaultSteps: 25,
        defaultGuidanceScale: 2, defaultPrompt: "ankle boot", prompts: ["ankle boot", "bag"], styles: [],
        schedule: "linear", betaStart: 0.0001,
        betaEnd: 0.02)

    func listModels() async throws(WireError) -> ModelList {
        ModelList(models: [Self.model])
    }

    func submit(
        _ request: SubmitRequest, from client: ClientIdentity, viewer: Viewer
    ) async throws(WireError) -> Accepted {
        let recipe = request.recipe
        guard recipe.model == Self.model.name else {
            throw WireError(code: .unknownModel, message: "There is no model named \(recipe.model).")
        }
        guard (1...welcome.maximumSteps).contains(recipe.steps), recipe.count > 0 else {
            throw WireError(code: .invalidParameter, message: "steps has to be from 1 to 1000.")
        }
        let id = JobID.random()
        let known = state.withLock { state -> JobID? in
            state.clients.append(client)
            if let known = state.keys[request.idempotencyKey] { return known }
            state.keys[request.idempotencyKey] = id
            state.jobs[id] = Job(recipe: recipe, viewers: [viewer])
            return nil
        }
        if let known {
            _ = try await attach(AttachRequest(job: known), from: client, viewer: viewer)
            return Accepted(job: known)
        }
        if recipe.prompt == "slow to accept" { try? await Task.sleep(for: .milliseconds(200)) }
        tell(id, .queued(Queued(position: 0)))
        Task { await run(id, recipe) }
        return Accepted(job: id)
    }

    func attach(
        _ request: AttachRequest, from client: ClientIdentity, viewer: Viewer
    ) async throws(WireError) -> Attachment {
        let attachment = state.withLock { state -> Attachment? in
            guard let job = state.jobs[request.job] else { return nil }
            for event in job.story { viewer.send(event) }
            state.jobs[request.job]?.viewers.append(viewer)
            return Attachment(
                attached: Attached(
                    state: job.state, step: job.step, width: pictureSide, height: pictureSide, channels: 1,
                    modelHash: Self.model.hash, recipe: job.recipe),
                filmstrip: Filmstrip { [self] step in
                    step < job.step ? preview(step + 1, job.recipe, viewer.viewing.previewContent) : nil
                })
        }
        guard let attachment else { throw Self.notFound }
        return attachment
    }

    func cancel(_ job: JobID) async throws(WireError) -> CancelResult {
        let step = state.withLock { state -> UInt32? in
            guard let job = state.jobs[job], job.state == .running || job.state == .queued else { return nil }
            return job.step
        }
        guard let step else { throw Self.notFound }
        tell(job, .cancelled(Cancelled(step: step, milliseconds: 0)))
        return CancelResult(step: step, milliseconds: 0)
    }

    func status() async throws(WireError) -> StatusReport {
        StatusReport(
            uptimeMilliseconds: 1000, connections: 0, queued: 0, running: UInt32(runningCount),
            finished: UInt64(finishedCount), cancelled: 0, failed: 0,
            models: [ResidentModel(name: Self.model.name, bytes: 16, stepTimes: [.init(batch: 2, microseconds: 9)])])
    }

    /// The vector of a text is its length in bytes.
    func embed(_ request: EmbedRequest) async throws(WireError) -> Embeddings {
        Embeddings(
            encoder: Self.model.hash, width: 1,
            vectors: request.texts.map { .init(truncated: false, values: [Float($0.utf8.count)]) })
    }

    /// Packed pixels are the encoding's number and the pixels.
    func pack(_ pixels: [UInt8], width: Int, height: Int, channels: Int, as encoding: PixelEncoding) -> [UInt8]? {
        pixels.count == width * height * channels ? [encoding.rawValue] + pixels : nil
    }

    func viewerLeft(_ viewer: Viewer) async {
        state.withLock { state in
            state.left.append(viewer.id)
            for id in state.jobs.keys { state.jobs[id]?.viewers.removeAll { $0.id == viewer.id } }
        }
    }

    private static let notFound = WireError(code: .notFound, message: "There is no such job.")

    /// Under the lock, so that everybody is told everything in the same order, and nothing after the end.
    ///
    /// - Returns: false if the job has ended.
    @discardableResult
    private func tell(_ id: JobID, _ event: JobEvent) -> Bool {
        state.withLock { state in
            guard var job = state.jobs[id], job.state == .queued || job.state == .running else { return false }
            switch event {
            case .queued: job.story = [event]
            case .started: (job.story, job.state) = ([event], .running)
            case .preview(let preview): job.step = preview.step
            case .image: job.story.append(event)
            case .finished: job.state = .finished
            case .cancelled: job.state = .cancelled
            case .failed: job.state = .failed
            }
            if event.isTerminal { job.story.append(event) }
            for viewer in job.viewers { viewer.send(event) }
            if event.isTerminal { job.viewers = [] }
            state.jobs[id] = job
            return true
        }
    }

    private func preview(_ step: UInt32, _ recipe: JobRecipe, _ content: PreviewContent) -> Preview {
        let size = Int(pictureSide) * Int(pictureSide) * Int(recipe.count)
        return Preview(
            step: step, steps: recipe.steps, timestep: 1000 - step, content: content, costMicroseconds: 0,
            remainingMilliseconds: 0, count: recipe.count, width: pictureSide, height: pictureSide, channels: 1,
            pixels: Array(repeating: UInt8(truncatingIfNeeded: step), count: size))
    }

    private func run(_ id: JobID, _ recipe: JobRecipe) async {
        tell(id, .started(Started(steps: recipe.steps, count: recipe.count)))
        for step in 1...recipe.steps {
            guard tell(id, .preview(preview(step, recipe, .x0))) else { return }
            if recipe.prompt == "slow" { try? await Task.sleep(for: .milliseconds(2)) } else { await Task.yield() }
        }
        guard recipe.prompt != "wait" else { return }
        let size = Int(pictureSide) * Int(pictureSide)
        for index in 0..<recipe.count {
            tell(
                id,
                .image(
                    ImageEvent(
                        index: index, width: pictureSide, height: pictureSide, channels: 1,
                        pixels: Array(repeating: index, count: size))))
        }
        tell(id, .finished(Finished(milliseconds: 1, evaluations: recipe.steps * UInt32(recipe.count))))
    }
}

extension SubmitRequest {
    /// A request that `ScriptedService` takes.
    static func scripted(
        _ prompt: String = "ankle boot", count: UInt8 = 1, steps: UInt32 = 3, viewing: Viewing = Viewing()
    ) -> SubmitRequest {
        SubmitRequest(
            recipe: JobRecipe(
                model: "fashion", prompt: prompt, seed: 7, count: count, steps: steps, sampler: "ddim",
                guidanceScale: 2),
            viewing: viewing)
    }
}

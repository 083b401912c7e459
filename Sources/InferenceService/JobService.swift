import DiffusionEngine
import DiffusionModel
import ImageCoding
import Logging
import Sampling
import Synchronization
import WireProtocol
import WireTransport

/// The engine behind the wire: turns requests into jobs, and the engine's events into the viewers'.
final class JobService: WireService {
    let welcome: Welcome
    private let engine: DiffusionEngine
    private let models: [String: Model]
    private let list: ModelList
    private let logger: Logger
    private let registry = Mutex(JobRegistry())
    private let outcomes = Mutex(Outcomes())
    private let start = ContinuousClock.now

    /// Jobs that have ended since the start.
    private struct Outcomes {
        var finished: UInt64 = 0
        var cancelled: UInt64 = 0
        var failed: UInt64 = 0

        mutating func count(_ event: JobEvent) {
            switch event {
            case .finished: finished += 1
            case .cancelled: cancelled += 1
            case .failed: failed += 1
            case .queued, .started, .preview, .image: break
            }
        }
    }

    private struct Model: Sendable {
        let manifest: ModelManifest
        let prompts: PromptBook
    }

    init(engine: DiffusionEngine, version: String, logger: Logger) {
        self.engine = engine
        self.logger = logger
        let manifests = engine.manifests
        models = Dictionary(
            manifests.map { ($0.name, Model(manifest: $0, prompts: PromptBook($0))) },
            uniquingKeysWith: { first, _ in first })
        list = ModelList(models: manifests.compactMap(ModelDescription.init))
        welcome = Welcome(
            maximumCount: SubmitLimits.count,
            maximumSteps: UInt32(clamping: manifests.map(\.schedule.timesteps).max() ?? 0),
            maximumPromptBytes: SubmitLimits.promptBytes,
            server: "reverie-server \(version)")
    }

    func listModels() async throws(WireError) -> ModelList { list }

    func submit(
        _ request: SubmitRequest, from client: ClientIdentity, viewer: Viewer
    ) async throws(WireError) -> Accepted {
        let recipe = request.recipe
        guard let model = models[recipe.model] else {
            throw WireError(
                code: .unknownModel,
                message: "There is no model “\(recipe.model.prefix(60))”. "
                    + "This server has \(models.keys.sorted().joined(separator: ", ")).",
                retryable: false)
        }
        let generation = try GenerationRequest(request, manifest: model.manifest, prompts: model.prompts)
        let (job, isNew) = registry.withLock { $0.job(for: request.idempotencyKey, recipe) }
        // Attached before the engine knows the job, so that no event is missed.
        job.attach(viewer)
        guard isNew else { return Accepted(job: job.id) }
        do throws(EngineError) {
            try engine.submit(id: job.engineID, generation) { [self] event in
                let event = JobEvent(event, manifest: model.manifest, count: recipe.count)
                // Forgotten first: whoever sees the end of a job and submits it again gets a new one.
                if event.isTerminal { registry.withLock { $0.forget(job) } }
                job.deliver(event)
                if event.isTerminal {
                    outcomes.withLock { $0.count(event) }
                    logger.info("job ended", metadata: ["job": "\(job.id)", "event": "\(event.name)"])
                }
            }
        } catch {
            registry.withLock { $0.forget(job) }
            throw WireError(error)
        }
        logger.info(
            "job accepted",
            metadata: [
                "job": "\(job.id)", "client": "\(client)", "model": "\(recipe.model)", "count": "\(recipe.count)",
                "steps": "\(recipe.steps)",
                "sampler": "\(recipe.sampler)",
            ])
        return Accepted(job: job.id)
    }

    func attach(
        _ request: AttachRequest, from client: ClientIdentity, viewer: Viewer
    ) async throws(WireError) -> Attachment {
        let job = try job(request.job)
        guard let manifest = models[job.recipe.model]?.manifest, let hash = ModelHash(hex: manifest.weights.sha256)
        else {
            throw WireError(code: .internal, message: "The model of job \(request.job) is gone.")
        }
        let progress = job.attach(viewer)
        return Attachment(
            attached: Attached(
                state: progress.state, step: progress.step, width: UInt16(clamping: manifest.image.width),
                height: UInt16(clamping: manifest.image.height), channels: UInt8(clamping: manifest.image.channels),
                modelHash: hash, recipe: job.recipe))
    }

    func cancel(_ id: JobID) async throws(WireError) -> CancelResult {
        let job = try job(id)
        let ending = AsyncStream<JobEvent>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let witness = Viewer(viewing: Viewing(previewEvery: 0)) { event in
            guard event.isTerminal else { return }
            ending.continuation.yield(event)
            ending.continuation.finish()
        }
        job.attach(witness)
        defer { job.detach(witness) }
        engine.cancel(id: job.engineID)
        for await case .cancelled(let cancelled) in ending.stream {
            return CancelResult(step: cancelled.step, milliseconds: cancelled.milliseconds)
        }
        throw Self.notFound(id)
    }

    func viewerLeft(_ viewer: Viewer) async {
        for job in registry.withLock({ $0.jobs }) { job.detach(viewer) }
    }

    func status() async throws(WireError) -> StatusReport {
        let states = registry.withLock { $0.jobs }.map(\.progress.state)
        let outcomes = outcomes.withLock { $0 }
        return StatusReport(
            uptimeMilliseconds: UInt64((ContinuousClock.now - start) / .milliseconds(1)), connections: 0,
            queued: UInt32(clamping: states.count { $0 == .queued }),
            running: UInt32(clamping: states.count { $0 == .running }), finished: outcomes.finished,
            cancelled: outcomes.cancelled, failed: outcomes.failed,
            models: list.models.map { ResidentModel(name: $0.name, bytes: 0, stepTimes: []) })
    }

    func embed(_ request: EmbedRequest) async throws(WireError) -> Embeddings {
        throw WireError(
            code: .unknownRequest, message: "This server has no encoder: it cannot tell what texts mean.")
    }

    func pack(_ pixels: [UInt8], width: Int, height: Int, channels: Int, as encoding: PixelEncoding) -> [UInt8]? {
        switch encoding {
        case .raw: pixels
        case .zlib: Zlib.compress(pixels)
        case .png:
            Picture(width: width, height: height, channels: channels, bytes: pixels)
                .flatMap { try? PNGCodec.encode($0) }
        }
    }

    private func job(_ id: JobID) throws(WireError) -> Job {
        guard let job = registry.withLock({ $0[id] }) else { throw Self.notFound(id) }
        return job
    }

    private static func notFound(_ id: JobID) -> WireError {
        WireError(code: .notFound, message: "There is no job \(id) here: it has ended, or it never was.")
    }
}

extension JobEvent {
    var name: String {
        switch self {
        case .queued: "queued"
        case .started: "started"
        case .preview: "preview"
        case .image: "image"
        case .finished: "finished"
        case .cancelled: "cancelled"
        case .failed: "failed"
        }
    }
}

extension ModelDescription {
    /// nil only for a hash that is none, which a manifest that was read never has.
    fileprivate init?(_ manifest: ModelManifest) {
        guard let hash = ModelHash(hex: manifest.weights.sha256) else { return nil }
        self.init(
            name: manifest.name,
            title: manifest.title,
            description: manifest.description,
            hash: hash,
            width: UInt16(clamping: manifest.image.width),
            height: UInt16(clamping: manifest.image.height),
            channels: UInt8(clamping: manifest.image.channels),
            timesteps: UInt32(clamping: manifest.schedule.timesteps),
            samplers: SamplerKind.allCases.map(\.rawValue),
            defaultSampler: manifest.defaults.sampler,
            defaultSteps: UInt32(clamping: manifest.defaults.steps),
            defaultGuidanceScale: manifest.defaults.guidanceScale,
            defaultPrompt: manifest.defaults.prompt,
            prompts: manifest.prompts.map(\.text))
    }
}

extension WireError {
    fileprivate init(_ error: EngineError) {
        let code: WireErrorCode =
            switch error.code {
            case .busy: .busy
            case .stopped: .shuttingDown
            case .unknownModel: .unknownModel
            case .invalidParameter: .invalidParameter
            case .idInUse: .internal
            }
        self.init(code: code, message: error.description)
    }
}

import DiffusionEngine
import DiffusionModel
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

    func submit(_ request: SubmitRequest, viewer: Viewer) async throws(WireError) -> Accepted {
        guard let model = models[request.model] else {
            throw WireError(
                code: .unknownModel,
                message: "There is no model “\(request.model.prefix(60))”. "
                    + "This server has \(models.keys.sorted().joined(separator: ", ")).",
                retryable: false)
        }
        let generation = try GenerationRequest(request, manifest: model.manifest, prompts: model.prompts)
        let (job, isNew) = registry.withLock { $0.job(for: request.idempotencyKey) }
        // Attached before the engine knows the job, so that no event is missed.
        job.attach(viewer)
        guard isNew else { return Accepted(job: job.id) }
        do throws(EngineError) {
            try engine.submit(id: job.engineID, generation) { [self] event in
                let event = JobEvent(event, manifest: model.manifest, count: request.count)
                // Forgotten first: whoever sees the end of a job and submits it again gets a new one.
                if event.isTerminal { registry.withLock { $0.forget(job) } }
                job.deliver(event)
                if event.isTerminal {
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
                "job": "\(job.id)", "model": "\(request.model)", "count": "\(request.count)",
                "steps": "\(request.steps)",
                "sampler": "\(request.sampler)",
            ])
        return Accepted(job: job.id)
    }

    func cancel(_ id: JobID) async throws(WireError) {
        guard let job = registry.withLock({ $0[id] }) else {
            throw WireError(
                code: .notFound, message: "There is no job \(id) here: it has ended, or it never was.", retryable: false
            )
        }
        engine.cancel(id: job.engineID)
    }

    func viewerLeft(_ viewer: Viewer) async {
        let abandoned = registry.withLock { registry in registry.jobs.filter { $0.detach(viewer) } }
        for job in abandoned {
            logger.info("job abandoned: its viewer is gone", metadata: ["job": "\(job.id)"])
            engine.cancel(id: job.engineID)
        }
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

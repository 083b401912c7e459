import DiffusionEngine
import DiffusionModel
import ImageCoding
import Logging
import Sampling
import Synchronization
import TextModel
import WireProtocol
import WireTransport

/// The engine behind the wire: what clients ask for, carried out on jobs that outlive them.
final class JobService: WireService {
    let welcome: Welcome
    let coordinator: JobCoordinator
    private let list: ModelList
    private let machine: MachineReadings
    /// Of each model's weights, by its name.
    private let weightBytes: [String: UInt64]
    private let logger: Logger
    private let start = ContinuousClock.now

    init(
        coordinator: JobCoordinator, weightBytes: [String: UInt64], version: String,
        machine: MachineReadings = .system, logger: Logger
    ) {
        self.coordinator = coordinator
        self.weightBytes = weightBytes
        self.machine = machine
        self.logger = logger
        let manifests = coordinator.engine.manifests
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
        let plan = try await coordinator.planner.plan(request)
        if let known = coordinator.registry.withLock({ $0[request.idempotencyKey] }) {
            try await known.promised()
            _ = try await coordinator.attach(viewer, to: known)
            return Accepted(job: known.id, plan.prompts)
        }
        let (job, isNew) = try await coordinator.accept(request, plan, client: "\(client)")
        // Attached before it may start, so that no event is missed.
        _ = try await coordinator.attach(viewer, to: job)
        guard isNew else { return Accepted(job: job.id, plan.prompts) }
        coordinator.enqueue(job, plan)
        logger.info(
            "job accepted",
            metadata: job.metadata.merging([
                "client": "\(client)", "model": "\(job.recipe.model)", "count": "\(job.count)",
                "steps": "\(job.recipe.lastStep)", "sampler": "\(job.recipe.sampler)",
            ]) { $1 })
        return Accepted(job: job.id, plan.prompts)
    }

    func attach(
        _ request: AttachRequest, from client: ClientIdentity, viewer: Viewer
    ) async throws(WireError) -> Attachment {
        let job = try job(request.job)
        let progress = try await coordinator.attach(viewer, to: job)
        let image = coordinator.planner.manifest(job.recipe.model)?.image
        return Attachment(
            attached: Attached(
                state: progress.state, step: progress.step, width: UInt16(clamping: image?.width ?? 0),
                height: UInt16(clamping: image?.height ?? 0), channels: UInt8(clamping: image?.channels ?? 0),
                modelHash: job.accepted.model, recipe: job.recipe),
            filmstrip: progress.lastPreview == 0 ? nil : job.filmstrip(upTo: progress.lastPreview))
    }

    func cancel(_ id: JobID) async throws(WireError) -> CancelResult {
        try await coordinator.cancel(job(id))
    }

    func viewerLeft(_ viewer: Viewer) async {
        for job in coordinator.registry.withLock({ Array($0.all) }) { job.detach(viewer) }
    }

    func status() async throws(WireError) -> StatusReport {
        let (queued, running) = coordinator.registry.withLock { ($0.queuedCount, $0.runningCount) }
        let outcomes = coordinator.outcomes
        let stepTimes = coordinator.engine.stepTimes
        return StatusReport(
            uptimeMilliseconds: UInt64((ContinuousClock.now - start) / .milliseconds(1)), connections: 0,
            queued: UInt32(clamping: queued), running: UInt32(clamping: running), finished: outcomes.finished,
            cancelled: outcomes.cancelled, failed: outcomes.failed,
            waitMilliseconds: coordinator.expectedWait?.wireMilliseconds ?? ProtocolConstants.unknownMilliseconds,
            memoryBytes: machine.residentBytes ?? 0, load: machine.load ?? -1,
            temperature: machine.temperature ?? StatusReport.unknownTemperature, throttling: machine.throttling,
            models: coordinator.engine.manifests.map { manifest in
                WireProtocol.ResidentModel(
                    name: manifest.name, bytes: weightBytes[manifest.name] ?? 0,
                    stepTimes: (stepTimes[manifest.name]?.means ?? [:]).sorted { $0.key < $1.key }.map {
                        .init(
                            batch: UInt16(clamping: $0.key),
                            microseconds: UInt32(clamping: Int64($0.value / .microseconds(1))))
                    })
            })
    }

    func embed(_ request: EmbedRequest) async throws(WireError) -> Embeddings {
        guard request.texts.count <= EmbedRequest.maximumTexts else {
            throw WireError(
                code: .invalidParameter,
                message: "EMBED takes at most \(EmbedRequest.maximumTexts) texts, not \(request.texts.count).")
        }
        let encoder = coordinator.planner.encoder
        var vectors: [Embeddings.Vector] = []
        for text in request.texts {
            let embedding = await encoder.embedding(of: text)
            vectors.append(.init(truncated: embedding.isTruncated, values: embedding.vector))
        }
        return Embeddings(encoder: encoder.hash, width: UInt16(clamping: encoder.width), vectors: vectors)
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

    func sentPreview(replacing replaced: UInt32) { coordinator.metrics.previewSent(replacing: replaced) }

    private func job(_ id: JobID) throws(WireError) -> Job {
        guard let job = coordinator.registry.withLock({ $0[id] }) else { throw .jobNotFound(id) }
        return job
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

extension Accepted {
    fileprivate init(job: JobID, _ prompts: PromptReading) {
        self.init(
            job: job, promptTruncated: prompts.isTruncated, familiarity: prompts.familiarity,
            suggestions: prompts.suggestions)
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
            prompts: manifest.prompts.map(\.text),
            styles: manifest.styles ?? [],
            schedule: manifest.schedule.kind.rawValue,
            betaStart: manifest.schedule.kind == .linear ? Float(manifest.schedule.betaStart ?? 0) : 0,
            betaEnd: manifest.schedule.kind == .squaredCosine ? 0 : Float(manifest.schedule.betaEnd ?? 0))
    }
}

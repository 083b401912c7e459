import DiffusionEngine
import DiffusionModel
import ImageCoding
import Logging
import Sampling
import Synchronization
import WireProtocol
import WireTransport

/// Takes promised jobs through their lives: to the disk, into the queue, through the engine, and to the disk again.
///
/// Nothing here waits while the registry's lock is held, and the engine's thread never waits for the disk.
final class JobCoordinator: Sendable {
    typealias Plan = JobPlanner.Plan

    let registry: Mutex<JobRegistry>
    let engine: DiffusionEngine
    let planner: JobPlanner
    let store: JobStore
    let metrics: ServiceMetrics
    let logger: Logger
    let announcer: QueueAnnouncer
    private let drafts: DraftCache
    private let handOver: HandOver
    let films = Mutex(FilmShelf())
    private let outcomeCounts = Mutex(Outcomes())
    /// Jobs whose start or end is under way, and who waits for the last of them.
    private let unsettled = Mutex<(jobs: Set<JobID>, waiting: [CheckedContinuation<Void, Never>])>(([], []))
    /// Milliseconds since 1970.
    let now: @Sendable () -> UInt64

    var outcomes: Outcomes { outcomeCounts.withLock { $0 } }

    init(
        engine: DiffusionEngine, encoder: any TextEncoder, store: JobStore, quotas: Quotas,
        drafts: DraftCache = DraftCache(),
        metrics: ServiceMetrics, logger: Logger,
        clock: any Clock<Duration> = ContinuousClock(), now: @escaping @Sendable () -> UInt64 = WallClock.milliseconds
    ) {
        registry = Mutex(JobRegistry(quotas: quotas))
        self.engine = engine
        planner = JobPlanner(engine.manifests, encoder: encoder)
        self.store = store
        self.drafts = drafts
        self.metrics = metrics
        self.logger = logger
        self.now = now
        announcer = QueueAnnouncer(clock: clock)
        let handOver = HandOver(metrics: metrics)
        self.handOver = handOver
        engine.afterEachTurn { handOver.turnEnded() }
    }

    // MARK: Submission

    /// Promises a job: when this returns, it is on the disk. A key that is known is the job that it was given to.
    ///
    /// - Throws: `shuttingDown`, `busy`, or `internal` when the disk does not take the promise.
    func accept(
        _ request: SubmitRequest, _ plan: Plan, client: String
    ) async throws(WireError) -> (job: Job, isNew: Bool) {
        let result = registry.withLock { registry -> Result<(Job, Bool), WireError> in
            if let known = registry[request.idempotencyKey] { return .success((known, false)) }
            if let refusal = refusal(in: registry, plan, client) { return .failure(refusal) }
            let accepted = AcceptedJob(
                id: .random(), client: client, request: request, model: plan.model, time: now())
            return .success((registry.add(accepted, pixels: plan.pixels), true))
        }
        if case .failure(let refusal) = result, refusal.code == .busy {
            metrics.jobRefused()
            // How long to wait is looked up without the lock, and only for a refusal.
            let wait = expectedWait(JobRegistry.Load(plan, request.recipe), client: client)
            throw registry.withLock { self.refusal(in: $0, plan, client, wait: wait) } ?? refusal
        }
        let (job, isNew) = try result.get()
        guard isNew else {
            try await job.promised()
            return (job, false)
        }
        do throws(StorageError) {
            try await store.accept(job.accepted)
        } catch {
            registry.withLock { registry in
                registry.remove(job)
                registry.forget(job.id)
            }
            logger.error("a job could not be written down", metadata: job.metadata(reason: error))
            let error = WireError(
                code: .internal, message: "The server cannot write the job down: \(error)", retryable: true)
            job.settle(.failure(error))
            throw error
        }
        job.settle(.success(()))
        metrics.jobAccepted()
        return (job, true)
    }

    private func refusal(
        in registry: JobRegistry, _ plan: Plan, _ client: String, wait: Duration? = nil
    ) -> WireError? {
        if registry.isDraining {
            return WireError(code: .shuttingDown, message: "The server is stopping. Try again when it is back.")
        }
        return registry.refusal(of: plan.pixels, client: client, wait: wait)
            .map { WireError(code: .busy, message: $0) }
    }

    /// Puts a promised job in line, and starts it if there is room.
    func enqueue(_ job: Job, _ plan: Plan) {
        let isWanted = registry.withLock { registry in
            // It may have been cancelled before it came to be in line.
            if job.isToBeCancelled, registry.remove(job) { return false }
            registry.enqueue(job, JobRegistry.Load(plan, job.recipe))
            return true
        }
        guard isWanted else {
            Task { await end(job, .cancelled(Cancelled(step: 0, milliseconds: 0))) }
            return
        }
        dispatch()
    }

    // MARK: The engine

    /// Starts what there is room for.
    func dispatch() {
        registry.withLock { registry in
            var blocked: Set<String> = []
            while let (job, load) = registry.next(blocked: blocked) {
                do throws(EngineError) {
                    try engine.submit(id: job.engineID, request(load)) { [self] event in received(event, job) }
                    registry.started(job)
                    unsettled.withLock { _ = $0.jobs.insert(job.id) }
                } catch  where [.busy, .stopped].contains(error.code) {
                    // Busy: there is room for it when another job ends. Stopped: it begins again after the restart.
                    blocked.insert(job.recipe.model)
                } catch {
                    registry.remove(job)
                    let failure = Failed(code: .internal, retryable: false, message: error.description)
                    Task { await end(job, .failed(failure)) }
                }
            }
            metrics.now(queued: registry.queuedCount, running: registry.runningCount)
        }
        announce()
    }

    /// What the engine is asked for.
    private func request(_ load: JobRegistry.Load) -> GenerationRequest {
        load.draftKey.map { drafts.continued(load.generation, $0) } ?? load.generation
    }

    /// Called on the engine's thread.
    private func received(_ event: EngineEvent, _ job: Job) {
        switch event {
        case .started, .preview, .image:
            let start = ThreadTime.now
            guard let manifest = planner.manifest(job.recipe.model),
                let told = JobEvent(event, manifest: manifest, count: job.count)
            else { return }
            handOver.deliver(told, of: job)
            if case .preview(let frame) = event {
                handOver.delivered(previewOfCost: frame.cost + (ThreadTime.now - start))
            }
        case .finished, .failed:
            leaveEngine(job)
            if let outcome = EndedJob.Outcome(event) { Task { await end(job, outcome) } }
        case .cancelled:
            leaveEngine(job)
            guard job.isToBeCancelled, let outcome = EndedJob.Outcome(event) else {
                // The engine stops: the job stays promised, and begins again after the restart.
                settled(job)
                return
            }
            Task { await end(job, outcome) }
        }
    }

    private func leaveEngine(_ job: Job) {
        registry.withLock { _ = $0.remove(job) }
        dispatch()
    }

    // MARK: The end

    /// Writes the end down, then tells it.
    func end(_ job: Job, _ outcome: EndedJob.Outcome) async {
        let pictures = job.images.compactMap(Picture.init)
        var isStored = true
        do throws(StorageError) {
            if case .finished = outcome {
                _ = try await store.end(job.id, outcome, pictures: pictures, time: now())
            } else {
                _ = try await store.end(job.id, outcome, pictures: [], time: now())
            }
        } catch {
            // The viewers get their pictures all the same; after a restart the recipe makes them again.
            isStored = false
            logger.error("a job's end could not be written down", metadata: job.metadata(reason: error))
        }
        job.end(outcome, isStored: isStored)
        films.withLock { $0.put(job) }
        outcomeCounts.withLock { $0.count(outcome) }
        let ended = now()
        metrics.jobEnded(outcome, after: .milliseconds(Int64(clamping: ended - min(ended, job.accepted.time))))
        logger.info("job ended", metadata: job.metadata.merging(["event": "\(outcome.event.name)"]) { $1 })
        settled(job)
        await sweep()
    }

    /// Forgets the ended jobs that are not kept any longer.
    func sweep() async {
        do throws(StorageError) {
            let gone = try await store.sweep(now: now())
            let forgotten = registry.withLock { registry in gone.compactMap { registry.forget($0) } }
            films.withLock { films in for job in forgotten { films.remove(job) } }
        } catch {
            logger.error("old jobs could not be given up", metadata: ["reason": "\(error)"])
        }
    }

    private func settled(_ job: Job) {
        let waiting = unsettled.withLock { unsettled in
            unsettled.jobs.remove(job.id)
            guard unsettled.jobs.isEmpty else { return [CheckedContinuation<Void, Never>]() }
            defer { unsettled.waiting = [] }
            return unsettled.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Takes and starts no more jobs, and returns when the running ones have ended and are written down.
    func drain() async {
        registry.withLock { $0.isDraining = true }
        await withCheckedContinuation { continuation in
            let isIdle = unsettled.withLock { unsettled in
                if !unsettled.jobs.isEmpty { unsettled.waiting.append(continuation) }
                return unsettled.jobs.isEmpty
            }
            if isIdle { continuation.resume() }
        }
    }

    /// Returns if nothing is stuck: every lock can be had, and the engine's.
    func probe() {
        _ = registry.withLock { $0.queuedCount }
        _ = engine.stepTimes
    }

    /// Stops at once: what has not ended begins again after the restart.
    func stop() async {
        registry.withLock { $0.isDraining = true }
        await engine.stop()
        await store.close()
    }

    /// Lets those go who wait for the running jobs to end.
    func stopWaiting() {
        let waiting = unsettled.withLock { unsettled in
            defer { unsettled.waiting = [] }
            return unsettled.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    // MARK: Waiting

    /// Until a job that this client submits now would start; nil if nobody can tell.
    private func expectedWait(_ load: JobRegistry.Load, client: String) -> Duration? {
        // The order is worked out without the lock, which the engine's thread needs.
        let line = registry.withLock { $0 }.line(to: load, client: client)
        return engine.forecast(line.map(request)).last ?? nil
    }

    /// Until a picture of the first model, by its defaults, would start for somebody who has nothing waiting.
    var expectedWait: Duration? {
        guard let manifest = engine.manifests.first else { return nil }
        let generation = GenerationRequest(
            model: manifest.name, prompt: [], seed: 0, steps: manifest.defaults.steps,
            sampler: SamplerKind(rawValue: manifest.defaults.sampler) ?? .ddim,
            guidanceScale: manifest.defaults.guidanceScale)
        let cost = generation.evaluationCount * manifest.image.width * manifest.image.height
        return expectedWait(JobRegistry.Load(generation: generation, draftKey: nil, cost: cost), client: "")
    }

    private func announce() {
        announcer.changed { [self] in
            registry.withLock { $0 }.lines.map { line in
                zip(line, engine.forecast(line.map { request($0.load) }))
                    .compactMap { entry, start in entry.job.map { ($0, start) } }
            }
        }
    }
}

extension Picture {
    init?(_ image: ImageEvent) {
        self.init(
            width: Int(image.width), height: Int(image.height), channels: Int(image.channels), bytes: image.pixels)
    }
}

package import DiffusionModel
package import Logging
import Sampling

/// Resident models and the thread that runs them. All running pictures' evaluations share batches; a new job joins at the
/// next step (`BatchScheduler`).
package final class DiffusionEngine: Sendable {
    package let manifests: [ModelManifest]

    /// The models by name, with their indices.
    private let models: [String: (index: Int, traits: ResidentModel.Traits)]
    private let shared: Monitor<EngineState>
    private let clock = ContinuousClock()

    /// Starts the engine's thread. `maximumBatch` is at least 2 (guidance needs two rows) and no more than the models
    /// were loaded with. `onBatch` is told of every call of a network, on the engine's thread, and must not block.
    package convenience init(
        models: sending [LoadedModel], maximumBatch: Int, logger: Logger,
        onBatch: @escaping @Sendable (BatchReport) -> Void = { _ in }
    ) {
        let manifests = models.map(\.manifest)
        self.init(
            residents: models.map { ResidentModel($0) }, manifests: manifests, maximumBatch: maximumBatch,
            logger: logger, onBatch: onBatch)
    }

    init(
        residents: sending [ResidentModel], manifests: [ModelManifest], maximumBatch: Int, logger: Logger,
        onBatch: @escaping @Sendable (BatchReport) -> Void = { _ in }
    ) {
        precondition(maximumBatch >= 2, "guidance needs two rows in a batch")
        self.manifests = manifests
        models = Dictionary(
            residents.enumerated().map { ($1.name, (index: $0, traits: $1.traits)) },
            uniquingKeysWith: { first, _ in first })
        let shared = Monitor(
            EngineState(
                scheduler: BatchScheduler(maximumBatch: maximumBatch), stepTimes: residents.map { _ in StepTimes() }))
        self.shared = shared
        let isStarted = EngineThread.start {
            EngineLoop(models: residents, maximumBatch: maximumBatch, shared: shared, logger: logger, onBatch: onBatch)
                .run()
            Self.markStopped(shared)
        }
        if !isStarted {
            logger.critical("the system gives no thread to the engine")
            Self.markStopped(shared)
        }
    }

    deinit {
        shared.change { $0.stopping = $0.stopping ?? clock.now }
    }

    /// Takes a job under an id of the caller's that no job had before, if it can run at once: the engine has no queue, and
    /// says `busy` when all of the model's batches are promised to others. `sink` gets its events on the engine's thread
    /// and must not block. Throws `unknownModel`, `invalidParameter`, `idInUse`, `busy` or `stopped`.
    package func submit(
        id: UInt64, _ request: GenerationRequest, sink: @escaping @Sendable (EngineEvent) -> Void
    ) throws(EngineError) {
        guard let model = models[request.model] else {
            let names = manifests.map(\.name).joined(separator: ", ")
            throw EngineError(.unknownModel, "There is no model \"\(request.model)\". Choose one of: \(names).")
        }
        try request.validate(for: model.traits)
        let submission = Submission(id: id, model: model.index, request: request, sink: sink, at: clock.now)
        let demand = demand(request, model.index)
        try shared.change { state throws(EngineError) in
            guard state.stopping == nil, !state.isStopped else {
                throw EngineError(.stopped, "The engine is shutting down. Try again when the server is back.")
            }
            do throws(BatchScheduler.Refusal) {
                try state.scheduler.submit(id, demand)
            } catch {
                throw Self.explain(error, id: id)
            }
            state.messages.append(.submitted(submission))
        }
    }

    /// Has `body` called on the engine's thread whenever it has given all events of a turn to their sinks, and the starts
    /// among them before the turn's batch, for what they leave to be done once for all of them. It must not block.
    package func afterEachTurn(_ body: @escaping @Sendable () -> Void) {
        shared.change { $0.afterTurn = body }
    }

    private func demand(_ request: GenerationRequest, _ model: Int) -> BatchScheduler.Demand {
        BatchScheduler.Demand(
            model: model, pictures: request.indices.count, rowsPerPicture: request.evaluations.count,
            steps: request.rounds)
    }

    /// When jobs that are submitted in this order as soon as there is room will start; nil for those that nobody can tell
    /// of: the model is unknown, or its speed is.
    package func forecast(_ waiting: [GenerationRequest]) -> [Duration?] {
        let (scheduler, stepTimes) = shared.change { ($0.scheduler, $0.stepTimes) }
        let known = waiting.enumerated().compactMap { index, request in
            models[request.model].map { (index: index, demand: demand(request, $0.index)) }
        }
        var forecast = BatchForecast(scheduler, stepTimes: stepTimes)
        var starts = [Duration?](repeating: nil, count: waiting.count)
        for (job, start) in zip(known, forecast.starts(of: known.map(\.demand), scheduler: scheduler)) {
            starts[job.index] = start
        }
        return starts
    }

    /// How long each model's batches take, by its name.
    package var stepTimes: [String: StepTimes] {
        let times = shared.change { $0.stepTimes }
        return models.mapValues { times[$0.index] }
    }

    /// Stops a job at the next step's end; its sink gets `cancelled`. Nothing happens if it is unknown or in its last batch.
    package func cancel(id: UInt64) {
        let now = clock.now
        shared.change { state in
            if state.scheduler.remove(id) { state.messages.append(.cancelled(id: id, at: now)) }
        }
    }

    /// Cancels all jobs, takes no new ones, and returns when the engine's thread has done its last work.
    package func stop() async {
        let now = clock.now
        await withCheckedContinuation { continuation in
            let isStopped = shared.change { state in
                state.stopping = state.stopping ?? now
                if !state.isStopped { state.waitingForStop.append(continuation) }
                return state.isStopped
            }
            if isStopped { continuation.resume() }
        }
    }

    private static func explain(_ refusal: BatchScheduler.Refusal, id: UInt64) -> EngineError {
        switch refusal {
        case .busy:
            EngineError(.busy, "The batches are full. Try again when a job has ended.")
        case .idInUse:
            EngineError(.idInUse, "The job id \(id) belongs to a job that is not finished. Choose another.")
        }
    }

    private static func markStopped(_ shared: Monitor<EngineState>) {
        let waiting = shared.change { state in
            state.isStopped = true
            defer { state.waitingForStop = [] }
            return state.waitingForStop
        }
        for continuation in waiting { continuation.resume() }
    }
}

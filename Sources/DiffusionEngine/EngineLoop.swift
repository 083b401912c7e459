import Logging
import Sampling

/// The engine's thread: takes a turn, tells the jobs, runs the batch, and so on until it is stopped.
final class EngineLoop {
    private let models: [ResidentModel]
    private let shared: Monitor<EngineState>
    private let logger: Logger
    private let onBatch: @Sendable (BatchReport) -> Void
    private let clock = ContinuousClock()
    private var jobs: [UInt64: Job] = [:]
    private let batch: Batch
    private var plan = BatchPlan(model: 0)

    init(
        models: [ResidentModel], maximumBatch: Int, shared: Monitor<EngineState>, logger: Logger,
        onBatch: @escaping @Sendable (BatchReport) -> Void
    ) {
        self.models = models
        self.shared = shared
        self.logger = logger
        self.onBatch = onBatch
        batch = Batch(
            rows: maximumBatch, elements: models.map(\.elements).max() ?? 0,
            promptWidth: models.map(\.denoiser.conditionWidth).max() ?? 0)
    }

    func run() {
        while takeTurn() {}
    }

    /// Waits until there is something to do, and does it; false if the engine is to stop.
    func takeTurn() -> Bool {
        let turn = shared.wait { $0.nextTurn(plan: &plan) }
        defer { turn.afterwards() }
        turn.messages.forEach(receive)
        if let stopping = turn.stopping {
            for job in jobs.values { job.cancel(at: stopping) }
            jobs = [:]
            return false
        }
        turn.started.forEach(start)
        guard turn.hasPlan else { return true }
        // Neither who is told of a start, nor who shares a connection with one who is, waits for a batch.
        if !turn.started.isEmpty { turn.afterwards() }
        evaluate()
        return true
    }

    private func receive(_ message: EngineState.Message) {
        switch message {
        case .submitted(let submission):
            jobs[submission.id] = Job(submission, model: models[submission.model], clock: clock)
        case .cancelled(let id, let instant):
            jobs.removeValue(forKey: id)?.cancel(at: instant)
            logger.debug("job cancelled", metadata: ["job": "\(id)"])
        }
    }

    private func start(_ id: UInt64) {
        jobs[id]?.start()
        logger.debug("job started", metadata: ["job": "\(id)"])
    }

    private func evaluate() {
        let start = clock.now
        batch.clear(for: models[plan.model])
        for entry in plan.entries {
            guard let job = jobs[entry.job] else { continue }
            batch.add(job.samplers[entry.picture], conditions: job.conditions(of: entry.picture))
        }
        batch.run(models[plan.model].denoiser)
        learn(clock.now - start, rows: batch.count, model: plan.model)

        var failed: Set<UInt64> = []
        var row = 0
        for entry in plan.entries {
            guard let job = jobs[entry.job] else { continue }
            let rows = job.conditions(of: entry.picture).count
            if !job.advance(entry.picture, by: batch, row: row, rows: rows) { failed.insert(entry.job) }
            row += rows
        }
        for id in failed {
            fail(id, isScheduled: !plan.finished.contains(id))
        }
        for id in plan.completed {
            jobs[id]?.completeRound()
        }
        for id in plan.finished {
            jobs.removeValue(forKey: id)?.finish()
            logger.debug("job finished", metadata: ["job": "\(id)"])
        }
    }

    private func learn(_ duration: Duration, rows: Int, model: Int) {
        guard rows > 0 else { return }
        shared.change { $0.stepTimes[model].add(duration, rows: rows) }
        onBatch(BatchReport(model: models[model].name, rows: rows, duration: duration))
    }

    private func fail(_ id: UInt64, isScheduled: Bool) {
        if isScheduled { _ = shared.change { $0.scheduler.remove(id) } }
        guard let job = jobs.removeValue(forKey: id) else { return }
        logger.error(
            "a network gave numbers that are not finite", metadata: ["model": "\(job.submission.request.model)"])
        job.send(
            .failed(
                message: "The model \(job.submission.request.model) gave numbers that are not finite. "
                    + "Try a lower guidance scale; if that does not help, its weights are damaged: fetch them again."))
    }
}

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

    init(
        models: [ResidentModel], maximumBatch: Int, shared: Monitor<EngineState>, logger: Logger,
        onBatch: @escaping @Sendable (BatchReport) -> Void
    ) {
        self.models = models
        self.shared = shared
        self.logger = logger
        self.onBatch = onBatch
        batch = Batch(rows: maximumBatch, elements: models.map(\.elements).max() ?? 0)
    }

    func run() {
        while true {
            let turn = shared.wait { $0.nextTurn() }
            turn.messages.forEach(receive)
            if let stopping = turn.stopping {
                for job in jobs.values { job.cancel(at: stopping) }
                jobs = [:]
                return
            }
            turn.started.forEach(start)
            if let plan = turn.plan { evaluate(plan) }
        }
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

    private func evaluate(_ plan: BatchPlan) {
        let start = clock.now
        batch.clear(elements: models[plan.model].elements)
        for entry in plan.entries {
            guard let job = jobs[entry.job] else { continue }
            batch.add(job.samplers[entry.picture], evaluations: job.evaluations(of: entry.picture))
        }
        batch.run(models[plan.model].denoiser)
        learn(clock.now - start, rows: batch.count, model: plan.model)

        var failed: Set<UInt64> = []
        var timesteps: [UInt64: Int] = [:]
        var row = 0
        for entry in plan.entries {
            guard let job = jobs[entry.job] else { continue }
            let (request, rows) = (job.submission.request, job.evaluations(of: entry.picture).count)
            timesteps[entry.job] = batch.timesteps[row]
            let isFinite = batch.answer(
                row: row, guidanceScale: rows == 2 ? request.guidanceScale : nil, rescale: request.guidanceRescale
            ) { job.advance(entry.picture, $0) }
            if !isFinite { failed.insert(entry.job) }
            row += rows
        }
        for id in failed {
            fail(id, isScheduled: !plan.finished.contains(id))
        }
        for id in plan.completed {
            guard let job = jobs[id], let timestep = timesteps[id] else { continue }
            job.completeRound(timestep: timestep)
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

import DiffusionEngine
import Metrics

/// What the service counts, over swift-metrics.
struct ServiceMetrics: Sendable {
    private let accepted: Counter
    private let refused: Counter
    private let finished: Counter
    private let cancelled: Counter
    private let failed: Counter
    private let previewsMade: Counter
    private let previewsSent: Counter
    private let previewsReplaced: Counter
    private let previewSeconds: Recorder
    private let jobSeconds: Recorder
    private let queued: Gauge
    private let running: Gauge
    private let memory: Gauge
    private let factory: any MetricsFactory

    init(factory: any MetricsFactory) {
        func ended(_ outcome: String) -> Counter {
            Counter(label: "reverie_jobs_ended", dimensions: [("outcome", outcome)], factory: factory)
        }
        self.factory = factory
        accepted = Counter(label: "reverie_jobs_accepted", factory: factory)
        refused = Counter(label: "reverie_jobs_refused", factory: factory)
        finished = ended("finished")
        cancelled = ended("cancelled")
        failed = ended("failed")
        previewsMade = Counter(label: "reverie_previews_made", factory: factory)
        previewsSent = Counter(label: "reverie_previews_sent", factory: factory)
        previewsReplaced = Counter(label: "reverie_previews_replaced", factory: factory)
        previewSeconds = Recorder(
            label: "reverie_preview_seconds", dimensions: [], aggregate: true, factory: factory)
        jobSeconds = Recorder(label: "reverie_job_seconds", dimensions: [], aggregate: true, factory: factory)
        queued = Gauge(label: "reverie_jobs_queued", factory: factory)
        running = Gauge(label: "reverie_jobs_running", factory: factory)
        memory = Gauge(label: "reverie_memory_bytes", factory: factory)
    }

    func jobAccepted() { accepted.increment() }

    func jobRefused() { refused.increment() }

    /// - Parameter time: from the job's acceptance to its end, the time in line included.
    func jobEnded(_ outcome: EndedJob.Outcome, after time: Duration) {
        switch outcome {
        case .finished: finished.increment()
        case .cancelled: cancelled.increment()
        case .failed: failed.increment()
        }
        jobSeconds.record(time / .seconds(1))
    }

    /// - Parameter cost: what making it and handing it to its viewers took of the engine's thread's CPU time.
    func previewMade(cost: Duration) {
        previewsMade.increment()
        previewSeconds.record(cost / .seconds(1))
    }

    /// Of those that a viewer was too slow for, when it is told of them.
    func previewSent(replacing replaced: UInt32) {
        previewsSent.increment()
        if replaced > 0 { previewsReplaced.increment(by: Int(replaced)) }
    }

    func now(queued: Int, running: Int) {
        self.queued.record(queued)
        self.running.record(running)
    }

    func memory(_ bytes: UInt64) { memory.record(Double(bytes)) }

    /// One batch, by model and number of rows.
    func batch(_ report: BatchReport) {
        let dimensions = [("model", report.model), ("rows", "\(report.rows)")]
        Recorder(label: "reverie_step_seconds", dimensions: dimensions, aggregate: true, factory: factory)
            .record(report.duration / .seconds(1))
    }
}

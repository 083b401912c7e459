import ImageCoding
import WireProtocol
import WireTransport

/// A job was cancelled, by whomever.
struct JobCancelled: Error {}

/// What is done with the news of a generation's jobs: shown, told, remembered, written.
actor GenerationDesk {
    private let generation: Generation
    private let live: LiveProgress
    private let collector: PictureCollector
    private var reports: [JobReports]
    private var noted: Set<String> = []
    /// Why not all pictures came, if a job said so.
    private(set) var failure: (any Error)?

    /// - Parameter attached: the id of a job that was accepted before.
    init(_ generation: Generation, attached: JobID? = nil, live: LiveProgress, collector: PictureCollector) {
        self.generation = generation
        self.live = live
        self.collector = collector
        reports = generation.jobs.map { JobReports($0, id: attached) }
    }

    func handle(_ job: Int, _ news: JobFleet.News) async throws {
        let report = generation.report
        switch news {
        case .accepted(let accepted):
            let line = reports[job].accepted(accepted)
            try report.tell(line)
            generation.book?.remember(accepted.job, generation.jobs[job].recipe)
            // Of many jobs with one prompt, once.
            for sentence in PromptNotice(accepted).lines where noted.insert(sentence).inserted {
                try await live.note(sentence)
            }
        case .lost:
            try report.tell(reports[job].lost)
            try await live.lose()
        case .event(let event):
            if let line = reports[job].event(event) { try report.tell(line) }
            try await live.show(event, of: job)
            try await take(event, of: job)
        }
    }

    private func take(_ event: JobEvent, of job: Int) async throws {
        switch event {
        case .preview(let preview): await collector.record(preview, of: job)
        case .image(let image): try await collector.collect(image, of: job, id: reports[job].id)
        case .finished:
            if await !collector.missingFrames(of: job).isEmpty, let id = reports[job].id { try await fillGaps(job, id) }
        case .failed(let failed):
            failure = failure ?? failed.error
            throw failed.error
        case .cancelled:
            failure = failure ?? CommandFailure(.cancelled, "The job was cancelled on the server.")
            throw JobCancelled()
        case .queued, .started: break
        }
    }

    /// Frames that were lost on the way are in the job's filmstrip, which the server keeps for a while.
    private func fillGaps(_ job: Int, _ id: JobID) async throws {
        var viewing = generation.viewing
        viewing.previewEvery =
            PictureCollector.framesEvery(generation.options, steps: generation.jobs[job].recipe.steps) ?? 1
        let (_, events) = try await generation.client.attach(
            AttachRequest(job: id, viewing: viewing), keepsPreviews: true)
        for try await case .preview(let preview) in events { await collector.record(preview, of: job) }
        let missing = await collector.missingFrames(of: job)
        if !missing.isEmpty { try await live.note(MissingFrames(missing).sentence) }
    }
}

import WireProtocol
import WireTransport

/// The lines of JSON that tell of a job.
struct JobReports: Sendable {
    let planned: PlannedJob
    private(set) var id: JobID?

    init(_ planned: PlannedJob, id: JobID? = nil) {
        self.planned = planned
        self.id = id
    }

    private var job: JSONValue { JSONValue(id?.description) }

    mutating func accepted(_ accepted: Accepted) -> Report {
        id = accepted.job
        let recipe = planned.recipe
        return Report(
            "accepted",
            [
                "job": job, "model": .text(recipe.model), "prompt": .text(recipe.prompt),
                "negativePrompt": .text(recipe.negativePrompt), "seed": JSONValue(recipe.seed),
                "count": JSONValue(recipe.count), "steps": JSONValue(recipe.steps), "sampler": .text(recipe.sampler),
                "guidanceScale": JSONValue(recipe.guidanceScale), "familiarity": JSONValue(accepted.familiarity),
                "suggestions": JSONValue(accepted.suggestions), "promptTruncated": .flag(accepted.promptTruncated),
            ])
    }

    var lost: Report { Report("lost", ["job": job]) }

    /// nil for a picture, which is told when it is written.
    func event(_ event: JobEvent) -> Report? {
        switch event {
        case .queued(let queued):
            Report(
                "queued",
                ["job": job, "ahead": JSONValue(queued.position), "secondsToStart": JSONValue(queued.estimated)])
        case .started(let started):
            Report("started", ["job": job, "steps": JSONValue(started.steps), "count": JSONValue(started.count)])
        case .preview(let preview):
            Report(
                "step",
                [
                    "job": job, "step": JSONValue(preview.step), "steps": JSONValue(preview.steps),
                    "timestep": JSONValue(preview.timestep), "secondsLeft": JSONValue(preview.remaining),
                    "replaced": JSONValue(preview.replaced),
                ])
        case .image: nil
        case .finished(let finished):
            Report(
                "finished",
                [
                    "job": job, "seconds": JSONValue(Duration.milliseconds(Int64(finished.milliseconds))),
                    "evaluations": JSONValue(finished.evaluations),
                ])
        case .cancelled(let cancelled): Report("cancelled", ["job": job, "step": JSONValue(cancelled.step)])
        case .failed(let failed):
            Report(
                "failed",
                ["job": job, "message": .text(failed.message), "retryable": .flag(failed.retryable)])
        }
    }
}

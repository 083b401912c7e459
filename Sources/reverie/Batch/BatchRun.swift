import ArgumentParser
import ImageCoding
import WireProtocol
import WireTransport

/// A batch from its first item that is not done to its last.
struct BatchRun: Sendable {
    /// An item that is to be made.
    struct Work: Sendable {
        let item: BatchItem
        let id: String
        let job: PlannedJob
        let key: IdempotencyKey
        let template: NameTemplate
    }

    let client: LastingClient
    /// Where jobs are remembered.
    let book: JobBook
    let report: ReportOptions
    let display: Display?
    let destination: Destination
    let folder: PictureFolder
    /// Jobs under way at a time.
    let window: Int
    let work: [Work]
    /// Items that were done before.
    let skipped: Int

    func run(_ journal: BatchJournal) async throws {
        let titles = work.map { $0.job.recipe.prompt.isEmpty ? "no prompt" : $0.job.recipe.prompt }
        let live = LiveProgress(BatchView(titles: titles, skipped: skipped), on: display)
        let desk = BatchDesk(self, journal: journal, live: live)
        let fleet = JobFleet(client: client, window: max(2, window))
        let keyboard = display == nil ? nil : ControllingTerminal()
        let interrupts = Interrupts()
        defer { interrupts.stop() }
        let run = InterruptibleRun(
            live: live, policy: InterruptPolicy(canAsk: keyboard != nil, owns: true), keyboard: keyboard)
        let start = ContinuousClock.now
        let ending = await run.run(signals: interrupts.signals, fleet: fleet) {
            try await live.begin()
            try await all(fleet, desk)
        }
        live.end()
        try await conclude(ending, desk, seconds: ContinuousClock.now - start)
    }

    /// Each item on its own: one that fails does not end the others, unless nothing more can be done.
    private func all(_ fleet: JobFleet, _ desk: BatchDesk) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (number, work) in work.enumerated() {
                if number >= window { try await group.next() }
                group.addTask {
                    let request = SubmitRequest(
                        idempotencyKey: work.key, recipe: work.job.recipe, viewing: viewing(work.job))
                    do {
                        try await fleet.outlastingCancels {
                            try await fleet.run(number, request) { job, news in try await desk.handle(job, news) }
                        }
                    } catch let error as WireError where error.code != .shuttingDown {
                        try await desk.fail(number, error.message)
                    }
                }
            }
            try await group.waitForAll()
        }
        try fleet.checkCancels()
    }

    private func viewing(_ job: PlannedJob) -> Viewing {
        let every = UInt16(clamping: max(1, job.recipe.steps / 20))
        return Viewing(previewEvery: display == nil && !report.json ? 0 : every)
    }

    private func conclude(_ ending: InterruptibleRun.Ending, _ desk: BatchDesk, seconds: Duration) async throws {
        let (done, failed) = await (desk.done, desk.failed)
        try report.tell(
            Report(
                "summary",
                [
                    "done": .integer(done), "before": .integer(skipped), "failed": .integer(failed),
                    "left": .integer(work.count - done - failed), "seconds": JSONValue(seconds),
                ]))
        var parts = ["\(done) done"]
        if skipped > 0 { parts.append("\(skipped) were done before") }
        if failed > 0 { parts.append("\(failed) failed") }
        let left = work.count - done - failed
        if left > 0 { parts.append("\(left) left: go on with the same command") }
        try report.note(parts.joined(separator: ", ") + "; \(seconds.rounded).")
        switch ending {
        case .done(.failure(is JobCancelled), let signal?): throw ExitCode(128 + signal)
        case .done(.failure(let error), _): throw error
        case .done(.success, _): if failed > 0 { throw ExitCode(FailureStatus.differs.rawValue) }
        case .detached(let signal): throw ExitCode(128 + (signal ?? 2))
        case .unconfirmed: throw ExitCode(FailureStatus.interrupted.rawValue)
        case .left(let signal): throw ExitCode(128 + signal)
        }
    }
}

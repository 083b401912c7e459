import ArgumentParser
import Glibc
import ImageCoding
import WireProtocol
import WireTransport

/// Some jobs from their submission to their pictures in files, with what is seen of them meanwhile.
struct Generation: Sendable {
    let jobs: [PlannedJob]
    let client: LastingClient
    let destination: Destination
    let options: OutputOptions
    let report: ReportOptions
    let display: Display?
    var content = PreviewContent.x0
    /// Jobs under way at a time.
    var window = 16
    /// How long the server has to confirm that the jobs are cancelled.
    var patience = Duration.seconds(2)
    /// Where jobs are remembered.
    var book: JobBook?
    /// Whether the pictures are the frames of one animation, which is written in their place.
    var sequence: FrameSequence?
    /// Whether the pictures are rough ones, which are written as a numbered sheet.
    var isDraft = false
    /// Picture places, where they are not simply those of the jobs one after another.
    var slots: [ProgressView.Slot] {
        jobs.enumerated().flatMap { job, planned in planned.indices.map { ProgressView.Slot(job: job, index: $0) } }
    }

    /// Submits the jobs and stays with them.
    ///
    /// - Returns: the names of the files that were written.
    @discardableResult
    func run() async throws -> [String] {
        try await stay { fleet, handle in
            try await fleet.run(jobs.map { SubmitRequest(recipe: $0.recipe, viewing: viewing) }, handle)
        }
    }

    /// Watches a job that somebody else asked for.
    func attach(_ events: LastingEvents) async throws {
        _ = try await stay(attached: events.job) { fleet, handle in try await fleet.watch(0, events, handle) }
    }

    /// - Parameter attached: the job that is watched, if it is somebody else's.
    private func stay(
        attached: JobID? = nil,
        _ body: @escaping @Sendable (JobFleet, @escaping JobFleet.Handler) async throws -> Void
    ) async throws -> [String] {
        try checkOutput()
        let fleet = JobFleet(client: client, window: jobs.count == 1 ? 1 : window, keepsPreviews: options.needsFrames)
        let live = LiveProgress(progressView, on: display)
        let collector = PictureCollector(
            jobs: jobs, slots: slots, destination: destination, options: options, report: report,
            sequence: sequence, isDraft: isDraft)
        let desk = GenerationDesk(self, attached: attached, live: live, collector: collector)
        let keyboard = display == nil ? nil : ControllingTerminal()
        let interrupts = Interrupts()
        defer { interrupts.stop() }
        let run = InterruptibleRun(
            live: live, policy: InterruptPolicy(canAsk: keyboard != nil, owns: attached == nil), patience: patience,
            keyboard: keyboard)
        let ending = await run.run(signals: interrupts.signals, fleet: fleet) {
            try await live.begin()
            try await body(fleet) { job, news in try await desk.handle(job, news) }
            try await collector.finish()
        }
        live.end()
        if display?.stream == .output, !report.json {
            try Output.standard.write(await collector.files.map { $0 + "\n" }.joined())
        }
        try await conclude(ending, fleet: fleet, failure: desk.failure)
        return await collector.files
    }

    /// PNG files that follow each other are none that anybody can read; of the other formats there may be many.
    private func checkOutput() throws(CommandFailure) {
        guard destination.isStandardOutput, destination.format == .png, slots.count > 1, sequence == nil,
            !options.sheet
        else { return }
        throw CommandFailure(
            .usage, "Several PNG files cannot go to standard output: say --sheet, or --format ppm or raw.")
    }

    /// A status line needs no more than a few hundred frames, and nobody looking none.
    var viewing: Viewing {
        let steps = jobs.map(\.recipe.steps).max() ?? 1
        let shown: UInt16? =
            switch display?.style {
            case .pictures: 1
            case .status, .plain: UInt16(clamping: max(1, steps / 200))
            case nil: report.json ? UInt16(clamping: max(1, steps / 200)) : nil
            }
        let every = [shown, PictureCollector.framesEvery(options, steps: steps)].compactMap(\.self).min()
        return Viewing(previewEvery: every ?? 0, previewContent: content)
    }

    private var progressView: ProgressView {
        let recipe = jobs.first?.recipe
        let prompt = recipe?.prompt ?? ""
        let details = recipe.map { "\($0.model), \($0.sampler), seed \($0.seed)" } ?? ""
        return ProgressView(
            title: prompt.isEmpty ? "no prompt" : prompt, details: details, slots: slots,
            steps: jobs.map { Int($0.recipe.steps) }, isNumbered: isDraft)
    }

    private func conclude(_ ending: InterruptibleRun.Ending, fleet: JobFleet, failure: (any Error)?) async throws {
        let running = fleet.runningJobs.sorted { $0.key < $1.key }.map(\.value)
        switch ending {
        case .done(.failure(is JobCancelled), let signal?):
            throw ExitCode(128 + signal)
        case .done(.failure(let error), _):
            throw failure ?? error
        case .done(.success, _):
            if let failure { throw failure }
        case .detached(let signal):
            for job in running {
                try? report.tell(Report("detached", ["job": .text("\(job)")]))
                try? report.note("Job \(job) goes on. Come back with: reverie attach \(job)")
            }
            if let signal, signal != SIGINT { throw ExitCode(128 + signal) }
        case .unconfirmed:
            let jobs = running.map(\.description).joined(separator: " ")
            throw CommandFailure(
                .interrupted,
                "The server did not confirm in time that the job is cancelled. Try again with: reverie cancel \(jobs)")
        case .left(let signal):
            throw ExitCode(128 + signal)
        }
    }
}

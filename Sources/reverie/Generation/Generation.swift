import ArgumentParser
import Glibc
import ImageCoding
import WireProtocol
import WireTransport

/// One job from its submission to its pictures in files.
struct Generation: Sendable {
    let plan: GenerationPlan
    let client: LastingClient
    let folder: PictureFolder
    let display: Display?
    /// Where the names of the written files go.
    var output = Output.standard
    /// Where what is to be said beside them goes.
    var notes = Output.standardError
    /// How long the server has to confirm that the job is cancelled.
    var patience = Duration.seconds(2)
    /// Whether Ctrl-C ends the job, and not the watching alone.
    var cancelsOnInterrupt = true

    struct Outcome {
        var files: [String] = []
        /// The job's last event, or why there is none.
        var ending: Result<JobEvent, any Error> = .failure(CancellationError())
    }

    /// Submits the job and stays with it.
    func run() async throws {
        let request = SubmitRequest(
            recipe: plan.recipe,
            viewing: Viewing(
                previewEvery: Self.previewEvery(display?.style, steps: plan.recipe.steps),
                previewContent: plan.previewContent))
        // Until the answer Ctrl-C ends the program; the server may have the job then.
        let (accepted, events) = try await client.submit(request)
        try notes.write(PromptNotice(accepted).lines.map { $0 + "\n" }.joined())
        try await stay(with: events)
    }

    /// Watches a job to its end.
    func stay(with events: LastingEvents) async throws {
        let live = LiveProgress(plan.progressView, on: display)
        let interrupts = Interrupts(beforeExit: live.end)
        defer { interrupts.stop() }
        let outcome = await watch(events, live, interrupts.signals)
        live.end()
        try output.write(outcome.files.map { $0 + "\n" }.joined())
        try conclude(outcome.ending, of: events.job, signal: interrupts.signal)
    }

    /// A status line needs no more than a few hundred frames, and nobody looking none.
    static func previewEvery(_ style: Display.Style?, steps: UInt32) -> UInt16 {
        switch style {
        case .pictures: 1
        case .status, .plain: UInt16(clamping: max(1, steps / 200))
        case nil: 0
        }
    }

    /// Follows the job to its end; a signal cancels it, or pauses the program.
    func watch(_ events: LastingEvents, _ live: LiveProgress, _ signals: AsyncStream<Int32>) async -> Outcome {
        await withTaskGroup(of: Outcome?.self) { group in
            group.addTask { await follow(events, live) }
            group.addTask {
                await endWhenInterrupted(events.job, live, signals)
                return nil
            }
            // Whichever ends first ends the other; the job's events always come to an outcome.
            for await outcome in group {
                group.cancelAll()
                if let outcome { return outcome }
            }
            return Outcome()
        }
    }

    private func follow(_ events: LastingEvents, _ live: LiveProgress) async -> Outcome {
        var outcome = Outcome()
        do {
            try await live.begin()
            let events = events.onLoss { _ in Task { try? await live.lose() } }
            for try await event in events {
                try await live.show(event)
                if case .image(let image) = event {
                    outcome.files.append(try save(image))
                }
                if event.isTerminal { outcome.ending = .success(event) }
            }
        } catch {
            outcome.ending = .failure(error)
        }
        return outcome
    }

    private func endWhenInterrupted(
        _ job: JobID, _ live: LiveProgress, _ signals: AsyncStream<Int32>
    ) async {
        for await signal in signals {
            guard signal != SIGTSTP else {
                try? await live.pause()
                continue
            }
            guard cancelsOnInterrupt else { return }
            try? await live.cancel()
            // The answer comes as the job's last event.
            let request = Task { try await client.connection().cancel(job) }
            try? await Task.sleep(for: patience)
            request.cancel()
            return
        }
    }

    private func save(_ image: ImageEvent) throws(CommandFailure) -> String {
        guard let picture = Picture(image), image.width == plan.width, image.height == plan.height else {
            throw CommandFailure(
                .protocolViolation, "The server sent a picture of another size or kind than its model's.")
        }
        let file: [UInt8]
        do {
            file = try PNGCodec.encode(
                picture.scaled(by: plan.scale), text: [(PictureRecipe.keyword, plan.pictureRecipe(image.index).json())])
        } catch {
            throw CommandFailure(.cannotCreate, error.description)
        }
        return try folder.write(file, name: plan.fileName(image.index))
    }

    private func conclude(_ ending: Result<JobEvent, any Error>, of job: JobID, signal: Int32?) throws {
        switch (ending, signal) {
        case (.success(.finished), _):
            return
        case (.success(.failed(let failed)), _):
            throw failed.error
        case (.success, let signal?):
            throw ExitCode(128 + signal)
        case (.success, nil):
            throw CommandFailure(.tryAgain, "The job was cancelled on the server.")
        case (.failure(is CancellationError), .some) where cancelsOnInterrupt:
            throw CommandFailure(
                .interrupted,
                "The server did not confirm in time that the job is cancelled. Try again with: reverie cancel \(job)")
        case (.failure(is CancellationError), let signal?):
            throw ExitCode(128 + signal)
        case (.failure(let error), _):
            throw error
        }
    }
}

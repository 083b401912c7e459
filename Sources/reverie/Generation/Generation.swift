import ArgumentParser
import Glibc
import ImageCoding
import WireProtocol
import WireTransport

/// One job from its submission to its pictures in files.
struct Generation: Sendable {
    let plan: GenerationPlan
    let client: WireClient
    let folder: PictureFolder
    let display: Display?
    /// Where the names of the written files go.
    var output = Output.standard
    /// How long the server has to confirm that the job is cancelled.
    var patience = Duration.seconds(2)

    struct Outcome {
        var files: [String] = []
        /// The job's last event, or why there is none.
        var ending: Result<JobEvent, any Error> = .failure(CancellationError())
    }

    func run() async throws {
        let viewing = Viewing(
            previewEvery: Self.previewEvery(display?.style, steps: plan.recipe.steps),
            previewContent: plan.previewContent)
        let job = try await client.submit(SubmitRequest(recipe: plan.recipe, viewing: viewing))
        let live = LiveProgress(plan.progressView, on: display)
        // Until here Ctrl-C ends the program, and with the connection the server ends the job.
        let interrupts = Interrupts(beforeExit: live.end)
        defer { interrupts.stop() }
        let outcome = await watch(job, live, interrupts.signals)
        live.end()
        try output.write(outcome.files.map { $0 + "\n" }.joined())
        try Self.conclude(outcome.ending, signal: interrupts.signal)
    }

    /// A status line needs no more than a few hundred frames, and nobody looking none.
    private static func previewEvery(_ style: Display.Style?, steps: UInt32) -> UInt16 {
        switch style {
        case .pictures: 1
        case .status, .plain: UInt16(clamping: max(1, steps / 200))
        case nil: 0
        }
    }

    /// Follows the job to its end; a signal cancels it, or pauses the program.
    func watch(_ job: WireClient.Job, _ live: LiveProgress, _ signals: AsyncStream<Int32>) async -> Outcome {
        await withTaskGroup(of: Outcome?.self) { group in
            group.addTask { await follow(job.events, live) }
            group.addTask {
                await cancelWhenInterrupted(job, live, signals)
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

    private func follow(_ events: JobEvents, _ live: LiveProgress) async -> Outcome {
        var outcome = Outcome()
        do {
            try await live.begin()
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

    private func cancelWhenInterrupted(
        _ job: WireClient.Job, _ live: LiveProgress, _ signals: AsyncStream<Int32>
    ) async {
        for await signal in signals {
            guard signal != SIGTSTP else {
                try? await live.pause()
                continue
            }
            try? await live.cancel()
            // The answer comes as the job's last event.
            let request = Task { try await client.cancel(job.id) }
            try? await Task.sleep(for: patience)
            request.cancel()
            return
        }
    }

    private func save(_ image: ImageEvent) throws(CommandFailure) -> String {
        guard let picture = Picture(image), image.width == plan.model.width, image.height == plan.model.height else {
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

    private static func conclude(_ ending: Result<JobEvent, any Error>, signal: Int32?) throws {
        switch (ending, signal) {
        case (.success(.finished), _):
            return
        case (.success(.failed(let failed)), _):
            throw failed.error
        case (.success, let signal?):
            throw ExitCode(128 + signal)
        case (.success, nil):
            throw CommandFailure(.tryAgain, "The job was cancelled on the server.")
        case (.failure(is CancellationError), .some):
            throw CommandFailure(
                .interrupted,
                "The server did not confirm in time that the job is cancelled; it ends with this connection.")
        case (.failure(let error), _):
            throw error
        }
    }
}

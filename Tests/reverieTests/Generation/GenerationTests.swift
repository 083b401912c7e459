import ArgumentParser
import Foundation
import ImageCoding
import Logging
import Synchronization
import TestSupport
import Testing
import WireProtocol
import WireTransport

@testable import reverie

/// Whole jobs against a server in this process.
@Suite struct GenerationTests {
    private let folder: TemporaryFolder
    private let service: PaintingService

    init() throws {
        folder = try TemporaryFolder()
        service = PaintingService(stepTime: .milliseconds(1))
    }

    private func withGeneration(
        _ arguments: [String], display: Display? = nil, _ body: (Generation) async throws -> Void
    ) async throws {
        let server = try await WireServer.bind(
            host: "127.0.0.1", port: 0, service: service, logger: Logger(label: "test"))
        let client = LastingClient(connect: {
            try await WireClient.connect(
                to: ServerAddress(host: "127.0.0.1", port: server.port), clientName: "test", logger: nil)
        })
        let command = try GenerateCommand.parse(arguments + ["--output", folder.path])
        let job = try await ModelShelf(client.connection(patience: .zero)).job(command.wish)
        let generation = Generation(
            jobs: [job], client: client,
            destination: try Destination(command.output, environment: [:], profile: nil), options: command.output,
            report: command.report, display: display, patience: .milliseconds(50))
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(generation))
        } catch {
            result = .failure(error)
        }
        await client.close()
        await server.shutdown(goingAway: "The test is over.")
        try result.get()
    }

    private var names: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() }
    }

    @Test func `a job ends in files with the recipe inside`() async throws {
        try await withGeneration(["coat", "--seed", "7", "--count", "3", "--scale", "2"]) { generation in
            let files = try await generation.run()
            #expect(files == (1...3).map { folder.file("coat-seed7-\($0).png") })
        }
        for (index, name) in try names.map(folder.file).enumerated() {
            let file = try Array(Data(contentsOf: URL(filePath: name)))
            let picture = Picture(width: 28, height: 28, channels: 1, bytes: PaintingService.gradient(index))
            #expect(try PNGCodec.decode(file) == picture?.scaled(by: 2))
            let texts = try PNGCodec.text(in: file)
            #expect(texts.map(\.keyword) == ["reverie", "parameters"])
            let recipe = try PictureRecipe(json: #require(texts.first?.text))
            #expect(recipe.image == index && recipe.seed == 7 && recipe.prompt == "coat" && recipe.steps == 25)
        }
        #expect(service.submitted.map(\.viewing.previewEvery) == [0])
    }

    @Test func `the server's refusal is passed on`() async throws {
        let error = await #expect(throws: WireError.self) {
            try await withGeneration(["refuse"]) { generation in try await generation.run() }
        }
        #expect(error?.message.contains("Try one of: t-shirt") == true)
    }

    @Test func `a job that fails says why`() async throws {
        let error = await #expect(throws: WireError.self) {
            try await withGeneration(["fail"]) { generation in try await generation.run() }
        }
        #expect(error == WireError(code: .internal, message: "The paint ran out."))
        #expect(try names.isEmpty)
    }

    @Test func `sheet, animation and frames`() async throws {
        let animation = folder.file("forming.png")
        let arguments = [
            "coat", "--seed", "7", "--count", "3", "--steps", "4", "--sheet", "--save-frames", "--animation",
        ]
        try await withGeneration(arguments + [animation]) { generation in try await generation.run() }
        #expect(
            try names == (1...3).map { "coat-seed7-\($0)-frames" } + ["coat-seed7-sheet.png", "forming.png"])
        let frames = try FileManager.default.contentsOfDirectory(atPath: folder.file("coat-seed7-2-frames")).sorted()
        #expect(frames == (1...4).map { "step-000\($0).png" })
        let sheet = try PNGCodec.decode(Array(Data(contentsOf: URL(filePath: folder.file("coat-seed7-sheet.png")))))
        let pictures = (0..<3).compactMap { index in
            Picture(width: 28, height: 28, channels: 1, bytes: PaintingService.gradient(index))
        }
        #expect(sheet == Picture.sheet(pictures, columns: 2, gap: 2))
        // Where animations are not known, the finished sheet is seen.
        #expect(try PNGCodec.decode(Array(Data(contentsOf: URL(filePath: animation)))) == sheet)
        #expect(service.submitted.map(\.viewing.previewEvery) == [1])
    }

    @Test func `several PNG files do not go to standard output`() async throws {
        let failure = await #expect(throws: CommandFailure.self) {
            try await withGeneration(["coat", "--count", "2"]) { generation in
                let options = try OutputOptions.parse(["--output", "-"])
                try await Generation(
                    jobs: generation.jobs, client: generation.client,
                    destination: Destination(options, environment: [:], profile: nil), options: options,
                    report: generation.report, display: nil
                ).run()
            }
        }
        #expect(failure?.status == .usage && failure?.sentence.contains("--sheet") == true)
        #expect(service.submitted.isEmpty)
    }

    private func interrupted(
        _ prompt: String, by signals: [Int32], patience: Duration
    ) async throws -> (ending: InterruptibleRun.Ending, cancelled: Bool) {
        var result: (InterruptibleRun.Ending, Bool)?
        try await withGeneration([prompt, "--steps", "1000"]) { generation in
            let fleet = JobFleet(client: generation.client, window: 1)
            let wasCancelled = Mutex(false)
            let (stream, continuation) = AsyncStream.makeStream(of: Int32.self)
            let run = InterruptibleRun(
                live: LiveProgress(ProgressView(title: "", details: "", count: 1, steps: 1), on: nil),
                policy: InterruptPolicy(canAsk: false, owns: true), patience: patience)
            let request = SubmitRequest(recipe: generation.jobs[0].recipe, viewing: Viewing(previewEvery: 0))
            let ending = await run.run(signals: stream, fleet: fleet) {
                try await fleet.run([request]) { _, news in
                    if case .accepted = news { for signal in signals { continuation.yield(signal) } }
                    guard case .event(.cancelled) = news else { return }
                    wasCancelled.withLock { $0 = true }
                    throw JobCancelled()
                }
            }
            result = (ending, wasCancelled.withLock(\.self))
        }
        return try #require(result)
    }

    @Test func `the first signal cancels the job on the server`() async throws {
        let (ending, cancelled) = try await interrupted("coat", by: [SIGINT], patience: .seconds(60))
        guard case .done(.failure(is JobCancelled), let signal) = ending else {
            Issue.record("The job ended otherwise: \(ending)")
            return
        }
        #expect(cancelled && signal == SIGINT)
    }

    @Test func `a server that does not confirm a cancel is left`() async throws {
        let (ending, _) = try await interrupted("stall", by: [SIGTERM], patience: .milliseconds(50))
        guard case .unconfirmed = ending else {
            Issue.record("The job ended otherwise: \(ending)")
            return
        }
    }

    @Test func `the second signal leaves at once`() async throws {
        let (ending, _) = try await interrupted("stall", by: [SIGTERM, SIGINT], patience: .seconds(60))
        guard case .left(SIGINT) = ending else {
            Issue.record("The job ended otherwise: \(ending)")
            return
        }
    }

    @Test func `a terminal that is gone leaves the job alone`() async throws {
        let (ending, cancelled) = try await interrupted("stall", by: [SIGHUP], patience: .seconds(60))
        guard case .detached = ending else {
            Issue.record("The job ended otherwise: \(ending)")
            return
        }
        #expect(!cancelled)
    }
}

import ArgumentParser
import Foundation
import ImageCoding
import Logging
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
        _ arguments: [String], display: Display? = nil, _ body: (Generation, Output) async throws -> Void
    ) async throws {
        let server = try await WireServer.bind(
            host: "127.0.0.1", port: 0, service: service, logger: Logger(label: "test"))
        let client = LastingClient(connect: {
            try await WireClient.connect(
                to: ServerAddress(host: "127.0.0.1", port: server.port), clientName: "test", logger: nil)
        })
        let connection = try await client.connection(patience: .zero)
        let plan = try GenerationPlan(
            GenerateCommand.parse(arguments), models: await connection.models(), limits: connection.welcome)
        let output = Output(descriptor: open(folder.file("names"), O_WRONLY | O_CREAT | O_TRUNC, 0o600))
        let generation = Generation(
            plan: plan, client: client, folder: try PictureFolder(path: folder.path, overwrites: false),
            display: display, output: output, patience: .milliseconds(50))
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(generation, output))
        } catch {
            result = .failure(error)
        }
        close(output.descriptor)
        await client.close()
        await server.shutdown(goingAway: "The test is over.")
        try result.get()
    }

    private var names: [String] {
        get throws {
            let text = try String(contentsOfFile: folder.file("names"), encoding: .utf8)
            return text.split(separator: "\n").map(String.init)
        }
    }

    @Test func `a job ends in files with the recipe inside, and their names on standard output`() async throws {
        try await withGeneration(["coat", "--seed", "7", "--count", "3", "--scale", "2"]) { generation, _ in
            try await generation.run()
        }
        #expect(try names == (1...3).map { folder.file("coat-seed7-\($0).png") })
        for (index, name) in try names.enumerated() {
            let file = try Array(Data(contentsOf: URL(filePath: name)))
            let picture = Picture(width: 28, height: 28, channels: 1, bytes: PaintingService.gradient(index))
            #expect(try PNGCodec.decode(file) == picture?.scaled(by: 2))
            let texts = try PNGCodec.text(in: file)
            #expect(texts.map(\.keyword) == ["reverie"])
            let recipe = try PictureRecipe(json: #require(texts.first?.text))
            #expect(recipe.image == index && recipe.seed == 7 && recipe.prompt == "coat" && recipe.steps == 25)
        }
        #expect(service.submitted.map(\.viewing.previewEvery) == [0])
    }

    @Test func `the server's refusal is passed on`() async throws {
        let error = await #expect(throws: WireError.self) {
            try await withGeneration(["refuse"]) { generation, _ in try await generation.run() }
        }
        #expect(error?.message.contains("Try one of: t-shirt") == true)
    }

    @Test func `a job that fails says why`() async throws {
        let error = await #expect(throws: WireError.self) {
            try await withGeneration(["fail"]) { generation, _ in try await generation.run() }
        }
        #expect(error == WireError(code: .internal, message: "The paint ran out."))
        #expect(try names.isEmpty)
    }

    @Test func `the first signal cancels the job on the server`() async throws {
        try await withGeneration(["coat", "--steps", "1000"]) { generation, _ in
            var generation = generation
            generation.patience = .seconds(60)
            let job = try await generation.client.submit(SubmitRequest(recipe: generation.plan.recipe)).events
            let (signals, continuation) = AsyncStream.makeStream(of: Int32.self)
            continuation.yield(SIGINT)
            let live = LiveProgress(generation.plan.progressView, on: nil)
            let outcome = await generation.watch(job, live, signals)
            guard case .success(.cancelled(let cancelled)) = outcome.ending else {
                Issue.record("The job ended otherwise: \(outcome.ending)")
                return
            }
            #expect(cancelled.step < 1000)
            #expect(outcome.files.isEmpty)
        }
    }

    @Test func `a server that does not confirm a cancel is left`() async throws {
        try await withGeneration(["stall"]) { generation, _ in
            let job = try await generation.client.submit(SubmitRequest(recipe: generation.plan.recipe)).events
            let (signals, continuation) = AsyncStream.makeStream(of: Int32.self)
            continuation.yield(SIGTERM)
            continuation.finish()
            let live = LiveProgress(generation.plan.progressView, on: nil)
            let outcome = await generation.watch(job, live, signals)
            #expect(throws: CancellationError.self) { try outcome.ending.get() }
        }
    }
}

import DiffusionModel
import Foundation
import Logging
import Tensor
import Testing

@testable import DiffusionEngine

/// Recipes by the ten thousand, sensible and not: each is refused with a sentence, or ends with as many whole pictures as
/// it asked for.
@Suite(.timeLimit(.minutes(15))) struct DrawnRequestTests {
    private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    @Test func `any request is met or refused`() async throws {
        let traits = FakeDenoiser.resident(denoiser: FakeDenoiser()).traits
        let engine = DiffusionEngine(
            residents: [FakeDenoiser.resident(denoiser: FakeDenoiser())], manifests: [], maximumBatch: 16,
            logger: Self.logger)
        try await run(
            engine, DrawnRequests(model: "fake", traits: traits, seed: 20_261_124), requests: 2000,
            steps: [1, 1, 2, 2, 3, 3, 4, 5, 6, 40], counts: [1, 1, 1, 2, 2, 3, 16])
    }

    /// The answers are a real network's, one of random weights.
    @Test func `a network gives pictures for any recipe`() async throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "DiffusionModelTests/Goldens/plain")
        func model() throws -> LoadedModel {
            try LoadedModel.load(folder: folder.path(), threadPool: ThreadPool(threads: 1), maximumBatch: 16)
        }
        let traits = ResidentModel(try model()).traits
        let engine = DiffusionEngine(models: [try model()], maximumBatch: 16, logger: Self.logger)
        try await run(
            engine, DrawnRequests(model: "plain", traits: traits, seed: 20_261_124), requests: 20_000,
            steps: [1, 1, 2, 2, 3, 5], counts: [1, 1, 1, 2])
    }

    private func run(
        _ engine: DiffusionEngine, _ draws: DrawnRequests, requests: Int, steps: [Int], counts: [Int]
    ) async throws {
        var draws = draws
        var (finished, refused) = (0, 0)
        var jobs: [(GenerationRequest, EventLog)] = []
        for id in UInt64(0)..<UInt64(requests) {
            let request = draws.next(seed: id, steps: steps, counts: counts)
            let log = EventLog()
            do {
                try await engine.submitWhenFree(id: id, request, sink: log.sink)
                jobs.append((request, log))
            } catch {
                #expect(error.code == .invalidParameter)
                refused += 1
            }
            guard jobs.count == 40 || id == UInt64(requests - 1) else { continue }
            for (request, log) in jobs {
                let events = await log.whole()
                let sizes = [Int](repeating: draws.traits.elements, count: request.count)
                if case .finished = events.last, events.images.map(\.count) == sizes {
                    finished += 1
                } else {
                    Issue.record("\(request) ended with \(String(describing: events.last))")
                }
            }
            jobs = []
        }
        #expect(
            finished > requests / 5 && refused > requests / 3 && finished + refused == requests, "\(finished) finished")
        await engine.stop()
    }
}

import DiffusionModel
import Foundation
import Logging
import Tensor
import Testing

@testable import DiffusionEngine
@testable import Sampling

/// The engine over small U-Nets with random weights, against whole guided trajectories of their PyTorch twins. Made in
/// weights/recipe by `python -m reverie_recipe.sampling_goldens ../../Tests/SamplingTests/Goldens
/// ../../Tests/DiffusionModelTests/Goldens`.
@Suite(.timeLimit(.minutes(5))) struct RealNetworkTests {
    struct Golden: Decodable {
        let network: String
        let sampler: String
        let eta: Float
        let steps: Int
        let guidanceScale: Float
        let seed: UInt64
        let picture: [Double]
    }

    private static let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()

    private static func goldens() throws -> [Golden] {
        let file = tests.appending(path: "SamplingTests/Goldens/Networks.json")
        return try JSONDecoder().decode([Golden].self, from: Data(contentsOf: file))
    }

    private static func model(_ name: String, threads: Int, maximumBatch: Int) throws -> LoadedModel {
        try LoadedModel.load(
            folder: tests.appending(path: "DiffusionModelTests/Goldens/\(name)").path(),
            threadPool: ThreadPool(threads: threads), maximumBatch: maximumBatch)
    }

    private static func engine(_ names: [String], threads: Int, maximumBatch: Int) throws -> DiffusionEngine {
        DiffusionEngine(
            models: try names.map { try model($0, threads: threads, maximumBatch: maximumBatch) },
            maximumBatch: maximumBatch, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private static func request(_ golden: Golden, of engine: DiffusionEngine) throws -> GenerationRequest {
        let manifest = try #require(engine.manifests.first { $0.name == golden.network })
        return GenerationRequest(
            model: golden.network, prompt: manifest.prompts.first?.embedding, seed: golden.seed, steps: golden.steps,
            sampler: try #require(SamplerKind(rawValue: golden.sampler)), eta: golden.eta,
            guidanceScale: golden.guidanceScale)
    }

    @Test func `whole trajectories agree with PyTorch's`() throws {
        var largest: [String: Double] = [:]
        for golden in try Self.goldens() {
            let model = ResidentModel(try Self.model(golden.network, threads: 1, maximumBatch: 2))
            let engine = try Self.engine([golden.network], threads: 1, maximumBatch: 2)
            let request = try Self.request(golden, of: engine)
            let batch = Batch(
                rows: 2, elements: model.elements, promptWidth: model.denoiser.conditionWidth)
            let conditions = request.evaluations.map(model.denoiser.condition)
            var sampler = Sampler(
                parameters: SamplingParameters(kind: request.sampler, steps: request.steps, eta: request.eta),
                schedule: model.schedule, prediction: model.prediction, noise: NoiseSource(seed: golden.seed, image: 0),
                elements: model.elements)
            while sampler.nextTimestep != nil {
                batch.clear(for: model)
                batch.add(sampler, conditions: conditions)
                batch.run(model.denoiser)
                let isFinite = batch.answer(row: 0, guidanceScale: request.guidanceScale) { sampler.advance($0) }
                try #require(isFinite)
            }
            #expect(sampler.x.count == golden.picture.count)
            let error = zip(sampler.x, golden.picture).reduce(0) { max($0, (Double($1.0) - $1.1).magnitude) }
            #expect(error < 1e-4, "\(golden.network), \(golden.sampler): \(error)")
            largest["\(golden.network) \(golden.sampler)"] = error
        }
        #expect(largest.count == 4)
        print("whole trajectories: largest errors \(largest)")
    }

    /// At any thread count, in any company, and shared with other models: the same bytes.
    @Test(arguments: [(1, 2), (2, 5), (3, 16)])
    func `pictures are the same alone and among strangers`(threads: Int, maximumBatch: Int) async throws {
        let networks = ["plain", "odd"]
        let goldens = try Self.goldens().filter { networks.contains($0.network) }
        let alone = try Self.engine(networks, threads: 1, maximumBatch: 2)
        let crowded = try Self.engine(networks, threads: threads, maximumBatch: maximumBatch)
        var logs: [(GenerationRequest, EventLog)] = []
        for (number, golden) in goldens.enumerated() {
            for count in 1...3 {
                var request = try Self.request(golden, of: crowded)
                (request.count, request.steps) = (count, 2 + number)
                let log = EventLog()
                try await crowded.submitWhenFree(id: UInt64(number * 3 + count), request, sink: log.sink)
                logs.append((request, log))
            }
        }
        for (request, log) in logs {
            let reference = EventLog()
            try alone.submit(id: 1, request, sink: reference.sink)
            let images = await log.whole().images
            #expect(images == (await reference.whole().images))
            #expect(images.count == request.count)
        }
        await crowded.stop()
        await alone.stop()
    }
}

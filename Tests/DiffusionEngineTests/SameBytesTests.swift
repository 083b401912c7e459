import Foundation
import Logging
import Synchronization
import Tensor
import Testing
import WeightFormat

@testable import DiffusionEngine
@testable import DiffusionModel
@testable import Sampling

/// The last x_t and the final bytes, whatever computes them and in whatever company.
@Suite(.timeLimit(.minutes(5))) struct SameBytesTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    struct Network: Sendable, CustomTestStringConvertible {
        let folder: String
        let steps: Int

        var testDescription: String { folder }
    }

    static let networks = [
        Network(folder: "Tests/DiffusionModelTests/Goldens/attention", steps: 5),
        Network(folder: "Tests/DiffusionModelTests/Goldens/three-levels", steps: 5),
        Network(folder: "Tests/DiffusionModelTests/Goldens/odd", steps: 9),
        Network(folder: "weights/fashion", steps: 1),
    ]

    private struct Outcome: Equatable {
        let x: [[UInt32]]
        let pixels: [[UInt8]]
    }

    private static func engine(_ network: Network, kernels: KernelSet, threads: Int) throws -> DiffusionEngine {
        let folder = root.appending(path: network.folder)
        let manifest = try ModelManifest(json: [UInt8](Data(contentsOf: folder.appending(path: "model.json"))))
        // Everything is forked, however little it is.
        let operations = Operations(kernels: kernels, pool: ThreadPool(threads: threads), forkThreshold: 0)
        let weights = try SafetensorsFile(path: folder.appending(path: manifest.weights.file).path())
        let unet = try UNet(manifest, weights, operations, maximumBatch: 5)
        return DiffusionEngine(
            models: [LoadedModel(manifest: manifest, unet: unet)], maximumBatch: 5,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// The outcome of the one recipe that all are compared by, with as many strangers beside it.
    private static func outcome(
        _ network: Network, kernels: KernelSet, threads: Int, strangers: Int
    ) async throws -> Outcome {
        let engine = try engine(network, kernels: kernels, threads: threads)
        let manifest = try #require(engine.manifests.first)
        var request = GenerationRequest(
            model: manifest.name, prompt: manifest.prompts.first?.embedding, seed: 5, count: 2, steps: network.steps,
            sampler: .dpmpp2mSDE, guidanceScale: 1.5)
        request.guidanceRescale = 0.5
        request.thresholding = .dynamic(quantile: 0.98)
        let states = Mutex<[SamplerState]>([])
        var watched = request
        watched.draft = .init(afterStep: network.steps) { kept in states.withLock { $0 = kept } }
        let company = (0..<strangers).map { _ in EventLog() }
        for (number, log) in company.enumerated() {
            var other = request
            (other.seed, other.count, other.sampler) = (
                UInt64(90 + number), 1 + number, [.heun, .ddpm, .unipc][number % 3]
            )
            (other.prompt, other.guidanceScale) = (nil, 1)
            try await engine.submitWhenFree(id: UInt64(number), other, sink: log.sink)
        }
        let log = EventLog()
        try await engine.submitWhenFree(id: 99, watched, sink: log.sink)
        let pixels = await log.whole().images
        for log in company { _ = await log.whole() }
        await engine.stop()
        return Outcome(x: states.withLock { $0.map { $0.x.map(\.bitPattern) } }, pixels: pixels)
    }

    @Test(arguments: networks)
    func `x and the bytes are the same on any threads, by any kernels, in any company`(network: Network) async throws {
        let expected = try await Self.outcome(network, kernels: .best, threads: 1, strangers: 0)
        #expect(expected.x.count == 2 && expected.pixels.count == 2 && expected.pixels[0] != expected.pixels[1])
        for kernels in KernelSet.available {
            let isBest = kernels.description == KernelSet.best.description
            for (threads, strangers) in isBest ? [(1, 3), (2, 0), (3, 2), (4, 1)] : [(2, 1)] {
                let outcome = try await Self.outcome(network, kernels: kernels, threads: threads, strangers: strangers)
                #expect(outcome == expected, "\(kernels), \(threads) threads, \(strangers) strangers")
            }
        }
    }
}

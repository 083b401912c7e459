import DiffusionModel
import Foundation
import Logging
import Tensor
import Testing
import WeightFormat

@testable import DiffusionEngine
@testable import Sampling

/// Whole pictures of networks, frozen by the SHA-256 of their bytes: a recipe that was written down must give the same
/// picture with every later version, on every machine, at any number of threads. What moves one of these breaks every
/// recipe from before.
@Suite(.timeLimit(.minutes(5))) struct FrozenPictureTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    struct Recipe: Sendable, CustomTestStringConvertible {
        let folder: String
        let sampler: SamplerKind
        let steps: Int
        var eta: Float = 0
        let hash: String

        var testDescription: String { "\(folder), \(sampler.rawValue), \(steps) steps" }
    }

    static let recipes: [Recipe] = [
        Recipe(
            folder: "weights/fashion", sampler: .dpmpp2m, steps: 6,
            hash: "469bc024488c97613b205ab6b55c1e085f897fa3f7d4b4204e56a45bfa6500a0"),
        Recipe(
            folder: "weights/fashion", sampler: .ddpm, steps: 5,
            hash: "39bfc36bbcbfdd0ff6fab7dc512276bcc2eada49b888f412f4c8a56645038544"),
        Recipe(
            folder: "Tests/DiffusionModelTests/Goldens/attention", sampler: .ddim, steps: 12, eta: 0.5,
            hash: "05e67924ca6fc19168b04280434a92fe3b7e1128c965e2726b26db863ce62176"),
        Recipe(
            folder: "Tests/DiffusionModelTests/Goldens/odd", sampler: .ddpm, steps: 40,
            hash: "5eacebe69ab3e749626c3dede39dfb15c37616313188d99741b9d1cf1d8f9f39"),
    ]

    @Test(arguments: recipes)
    func `a recipe's picture is the same to the last bit`(recipe: Recipe) async throws {
        let model = try LoadedModel.load(
            folder: Self.root.appending(path: recipe.folder).path(), threadPool: ThreadPool(threads: 2),
            maximumBatch: 2)
        let manifest = model.manifest
        let engine = DiffusionEngine(
            models: [model], maximumBatch: 2, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let request = GenerationRequest(
            model: manifest.name, prompt: manifest.prompts.first?.embedding, seed: 20_261_124, steps: recipe.steps,
            sampler: recipe.sampler, eta: recipe.eta, guidanceScale: 2)
        let log = EventLog()
        try engine.submit(id: 1, request, sink: log.sink)
        let pixels = await log.whole().images.joined()
        await engine.stop()
        #expect(Array(pixels).withUnsafeBytes { SHA256.hex($0) } == recipe.hash)
    }
}

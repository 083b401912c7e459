import DiffusionModel
import Foundation
import Testing
import WireProtocol

@testable import InferenceService

@Suite struct FamiliarityTests {
    /// Made by, in `weights/recipe`: `python -m reverie_recipe.familiarity --weights ../fashion --golden
    /// ../../Tests/InferenceServiceTests/Goldens/familiarity.json`
    private struct Golden: Decodable {
        let prompt: String
        let familiarity: Float
        let suggestions: [String]
    }

    @Test func theShippedModelKnowsItsOwnAsItsTwinDoes() async throws {
        let weights = URL(filePath: #filePath).appending(path: "../../../../weights").standardizedFileURL.path()
        let manifest = try ModelManifest(
            json: [UInt8](Data(contentsOf: URL(filePath: weights + "/fashion/model.json"))))
        let encoder = try PromptEncoder.load(folder: try WeightsFolder.encoder(in: weights))
        let folder = try #require(Bundle.module.url(forResource: "Goldens", withExtension: nil))
        let goldens = try JSONDecoder().decode(
            [Golden].self, from: Data(contentsOf: folder.appending(path: "familiarity.json")))
        let book = PromptBook(manifest)
        var largest: Float = 0
        for golden in goldens {
            let recipe = JobRecipe(
                model: "fashion", prompt: golden.prompt, seed: 1, count: 1, steps: 1, sampler: "ddim", guidanceScale: 1)
            let reading = await book.reading(of: recipe, by: encoder)
            largest = max(largest, abs(reading.familiarity - golden.familiarity))
            #expect(reading.suggestions == golden.suggestions, "\(golden.prompt)")
        }
        #expect(goldens.count >= 10 && largest < 1e-4)
        print("familiarity: largest error \(largest)")
    }
}

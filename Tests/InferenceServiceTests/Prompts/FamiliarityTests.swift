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

    private let weights = URL(filePath: #filePath).appending(path: "../../../../weights").standardizedFileURL.path()

    private func book(of model: String) throws -> PromptBook {
        PromptBook(try ModelManifest(json: [UInt8](Data(contentsOf: URL(filePath: "\(weights)/\(model)/model.json")))))
    }

    private func recipe(_ model: String, _ prompt: String) -> JobRecipe {
        JobRecipe(model: model, prompt: prompt, seed: 1, count: 1, steps: 1, sampler: "ddim", guidanceScale: 1)
    }

    @Test func fashionKnowsItsOwnAsItsTwinDoes() async throws {
        let encoder = try PromptEncoder.load(folder: try WeightsFolder.encoder(in: weights))
        let folder = try #require(Bundle.module.url(forResource: "Goldens", withExtension: nil))
        let goldens = try JSONDecoder().decode(
            [Golden].self, from: Data(contentsOf: folder.appending(path: "familiarity.json")))
        let book = try book(of: "fashion")
        var largest: Float = 0
        for golden in goldens {
            let reading = await book.reading(of: recipe("fashion", golden.prompt), by: encoder)
            largest = max(largest, abs(reading.familiarity - golden.familiarity))
            #expect(reading.suggestions == golden.suggestions, "\(golden.prompt)")
        }
        #expect(goldens.count >= 10 && largest < 1e-4)
        print("familiarity: largest error \(largest)")
    }

    @Test(arguments: [
        ("a labrador in the garden", true), ("an elk", true), ("sports car at night", true),
        ("a horse and a dog", true), ("a bicycle", false), ("a mountain lake", false),
        ("the stock market fell", false), ("a denim jacket", false),
    ])
    func photoKnowsItsOwn(prompt: String, isKnown: Bool) async throws {
        let encoder = try PromptEncoder.load(folder: try WeightsFolder.encoder(in: weights))
        let reading = try await book(of: "photo").reading(of: recipe("photo", prompt), by: encoder)
        #expect((reading.familiarity > 0.5) == isKnown, "\(reading.familiarity)")
    }
}

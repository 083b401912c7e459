import DiffusionModel
import Foundation
import Testing
import WireProtocol

@testable import InferenceService

@Suite struct PromptBookTests {
    /// The network of ``withService(_:)``, with prompts along the axes.
    private func manifest(_ prompts: [String], familiarity: [String: Double]? = nil) throws -> ModelManifest {
        let file = URL(filePath: #filePath).appending(path: "../../../DiffusionModelTests/Goldens/plain/model.json")
        var fields = try #require(
            try JSONSerialization.jsonObject(with: Data(contentsOf: file.standardizedFileURL)) as? [String: Any])
        fields["prompts"] = try prompts.enumerated().map { index, text in
            try JSONSerialization.jsonObject(
                with: JSONEncoder().encode(ModelManifest.Prompt(text: text, embedding: axis(index))))
        }
        var defaults = try #require(fields["defaults"] as? [String: Any])
        defaults["prompt"] = prompts[0]
        fields["defaults"] = defaults
        fields["familiarity"] = familiarity
        return try ModelManifest(json: [UInt8](JSONSerialization.data(withJSONObject: fields)))
    }

    private func axis(_ index: Int) -> [Float] { (0..<12).map { $0 == index ? 2 : 0 } }

    private func recipe(_ prompt: String, not negativePrompt: String = "") -> JobRecipe {
        JobRecipe(
            model: "plain", prompt: prompt, negativePrompt: negativePrompt, seed: 1, count: 1, steps: 1,
            sampler: "ddim",
            guidanceScale: 1)
    }

    @Test func theNearestSuggestionsComeNearestFirst() async throws {
        let book = PromptBook(try manifest(["a", "b", "c", "d"]))
        let encoder = FakeEncoder(known: ["x": [0.1, 0.2, 3, -1, 0, 0, 0, 0, 0, 0, 0, 0]])
        let reading = await book.reading(of: recipe("x"), by: encoder)
        #expect(reading.suggestions == ["c", "b", "a"])
        #expect(reading.prompt == encoder.known["x"])
        #expect(reading.negativePrompt == nil)
        // Nothing was measured: nobody can tell.
        #expect(reading.familiarity == 1)
    }

    @Test func familiarityRisesWithTheCosineToTheNearest() async throws {
        let book = PromptBook(try manifest(["a", "b"], familiarity: ["midpoint": 0.5, "steepness": 20]))
        func familiarity(_ cosine: Float) async -> Float {
            let vector = [cosine, 0, (1 - cosine * cosine).squareRoot()] + [Float](repeating: 0, count: 9)
            return await book.reading(of: recipe("x"), by: FakeEncoder(known: ["x": vector])).familiarity
        }
        #expect(await familiarity(1) > 0.999)
        #expect(abs(await familiarity(0.5) - 0.5) < 1e-4)
        #expect(await familiarity(0) < 0.001)
        #expect(await familiarity(0.4) < familiarity(0.6))
    }

    @Test(arguments: ["", "  \n\t", "\u{3000}"])
    func aPromptWithNothingInItIsTheNullVector(prompt: String) async throws {
        let book = PromptBook(try manifest(["a"], familiarity: ["midpoint": 0.5, "steepness": 20]))
        let reading = await book.reading(of: recipe(prompt, not: prompt), by: FakeEncoder())
        #expect(
            reading
                == PromptReading(
                    prompt: nil, negativePrompt: nil, isTruncated: false, familiarity: 1, suggestions: []))
    }

    @Test func aCutPromptIsToldWhicheverItIs() async throws {
        let book = PromptBook(try manifest(["a"]))
        let long = String(repeating: "coat ", count: 30)
        #expect(await book.reading(of: recipe(long), by: FakeEncoder()).isTruncated)
        #expect(await book.reading(of: recipe("coat", not: long), by: FakeEncoder()).isTruncated)
        #expect(await !book.reading(of: recipe("coat", not: "bag"), by: FakeEncoder()).isTruncated)
    }

    @Test(arguments: [
        ["midpoint": 2, "steepness": 1], ["midpoint": 0, "steepness": 0], ["midpoint": 0, "steepness": 1e9],
    ])
    func anImpossibleFamiliarityIsRefused(familiarity: [String: Double]) throws {
        #expect {
            try manifest(["a"], familiarity: familiarity)
        } throws: { error in
            "\(error)".contains("familiarity")
        }
    }
}

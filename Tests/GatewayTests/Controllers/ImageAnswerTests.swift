import FoundationEssentials
import ImageCoding
import Testing

@testable import Catalogue
@testable import Gateway

struct ImageAnswerTests {
    private func answer(_ recipe: PictureRecipe) throws -> JSON {
        let record = ImageRecord(
            id: 1, hash: String(repeating: "a", count: 64), created: 0, caption: "A boot", recipe: recipe.json(),
            version: 1, owner: nil, shared: true)
        let json = try JSONEncoder().encode(ImageAnswer(record, for: .everybody))
        let answer = try JSONDecoder().decode(JSON.self, from: json)
        #expect(ImageAnswer.schema.faults(answer) == [])
        return try #require(answer["recipe"])
    }

    private let plain = PictureRecipe(
        model: "fashion", modelHash: String(repeating: "b", count: 64), prompt: "boot", negativePrompt: "", seed: 7,
        image: 0, sampler: "ddim", steps: 20, guidanceScale: 2, eta: 0)

    @Test func aPlainRecipeLeavesOutWhatItDoesNotSay() throws {
        guard case .object(let fields) = try answer(plain) else {
            Issue.record("no object")
            return
        }
        #expect(fields.count == 10)
    }

    @Test func aRecipeSaysAllThatDecidesThePicture() throws {
        var recipe = plain
        recipe.spacing = "karras"
        recipe.dynamicThreshold = 0.5
        recipe.guidanceRescale = 0.25
        recipe.guidanceInterval = [0.25, 0.75]
        (recipe.variationSeed, recipe.variationStrength) = (.max, 0.125)
        recipe.strength = 0.5
        recipe.draftSteps = 4
        recipe.estimate = 400
        let told = try answer(recipe)
        #expect(told["spacing"] == .text("karras"))
        #expect(told["dynamicThreshold"] == .number(0.5))
        #expect(told["guidanceRescale"] == .number(0.25))
        #expect(told["guidanceInterval"] == .list([.number(0.25), .number(0.75)]))
        #expect(told["variation"]?["seed"] == .text("18446744073709551615"))
        #expect(told["variation"]?["strength"] == .number(0.125))
        #expect(told["strength"] == .number(0.5))
        #expect(told["draftSteps"] == .whole(4))
        #expect(told["estimate"] == .whole(400))
    }
}

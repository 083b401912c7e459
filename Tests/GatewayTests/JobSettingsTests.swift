import ImageCoding
import Testing
import WireProtocol

@testable import Gateway

@Suite struct JobSettingsTests {
    @Test func `the recipe of a picture says all that decides it`() throws {
        var recipe = JobRecipe(
            model: "fashion", prompt: "bag", negativePrompt: "shoe", seed: 7, count: 2, steps: 10, sampler: "ddim",
            guidanceScale: 2)
        recipe.options = SubmitOptions(eta: 0.5)
        recipe.options.spacing = "karras"
        recipe.options.variation = SubmitOptions.Variation(seed: 8, strength: 0.25)
        recipe.options.estimate = 400
        let hash = String(repeating: "a", count: 64)
        let picture = JobSettings(recipe: recipe, modelHash: hash).recipe(image: 1)
        var expected = PictureRecipe(
            model: "fashion", modelHash: hash, prompt: "bag", negativePrompt: "shoe", seed: 7, image: 1,
            sampler: "ddim",
            steps: 10, guidanceScale: 2, eta: 0.5)
        expected.spacing = "karras"
        (expected.variationSeed, expected.variationStrength) = (8, 0.25)
        expected.estimate = 400
        #expect(picture == expected)
    }
}

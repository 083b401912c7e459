import ImageCoding
import Testing

@Suite struct PictureParametersTests {
    private static var boot: PictureRecipe {
        PictureRecipe(
            model: "fashion", modelHash: String(repeating: "ab", count: 32), prompt: "ankle boot, worn",
            negativePrompt: "", seed: 7, image: 0, sampler: "dpmpp-2m", steps: 25, guidanceScale: 2, eta: 0)
    }

    @Test func `the settings stand in one line below the prompt`() {
        #expect(
            Self.boot.parameters(width: 28, height: 28) == """
                ankle boot, worn
                Steps: 25, Sampler: DPM++ 2M, CFG scale: 2.0, Seed: 7, Size: 28x28, Model hash: ababababab, Model: fashion, \
                Version: Reverie
                """)
    }

    @Test func `what most recipes leave out is told where it is there`() {
        var recipe = Self.boot
        recipe.negativePrompt = "bag"
        recipe.spacing = "karras"
        recipe.strength = 0.5
        recipe.variationSeed = 9
        recipe.variationStrength = 0.25
        recipe.model = "a, b: \"c\"\n\\"
        #expect(
            recipe.parameters(width: 28, height: 30) == """
                ankle boot, worn
                Negative prompt: bag
                Steps: 25, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 2.0, Seed: 7, Size: 28x30, \
                Model hash: ababababab, Model: "a, b: \\"c\\"\\n\\\\", Denoising strength: 0.5, Variation seed: 9, \
                Variation seed strength: 0.25, Version: Reverie
                """)
    }

    @Test(arguments: ["", "シャツ", "a\0b", "line\nbreak", "Negative prompt: x"])
    func `any prompt can be written`(prompt: String) throws {
        var recipe = Self.boot
        recipe.prompt = prompt
        let picture = try #require(Picture(width: 1, height: 1, channels: 1, bytes: [0]))
        let file = try PNGCodec.encode(picture, text: recipe.texts(width: 1, height: 1))
        let texts = try PNGCodec.text(in: file)
        #expect(texts.map(\.keyword) == ["reverie", "parameters"])
        #expect(try PictureRecipe(json: texts[0].text) == recipe)
    }

    @Test(arguments: [("Euler a", "euler-ancestral"), ("euler A", "euler-ancestral"), ("unipc", "unipc"), ("?", "?")])
    func `samplers are known by either name`(name: String, own: String) {
        #expect(WebUIName.ownSampler(name) == own)
        #expect(WebUIName.ownSampler(WebUIName.sampler(own)) == own)
    }
}

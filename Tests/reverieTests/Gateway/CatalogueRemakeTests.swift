import ImageCoding
import Testing

@testable import reverie

@Suite struct CatalogueRemakeTests {
    private let picture: Picture

    init() throws {
        picture = try #require(Picture(width: 2, height: 1, channels: 1, bytes: [1, 2]))
    }

    private var recipe: PictureRecipe {
        PictureRecipe(
            model: "fashion", modelHash: String(repeating: "a", count: 64), prompt: "boot", negativePrompt: "",
            seed: .max, image: 3, sampler: "ddim", steps: 25, guidanceScale: 2, eta: 0)
    }

    private func file(_ recipe: PictureRecipe?, _ picture: Picture? = nil) throws -> PictureFile {
        let text = recipe.map { [(keyword: PictureRecipe.keyword, text: $0.json())] } ?? []
        return try PictureFile("a.png", bytes: PNGCodec.encode(picture ?? self.picture, text: text))
    }

    @Test func `that picture alone is asked for`() throws {
        #expect(
            try CatalogueRemake(file(recipe)).request.encoded == """
                {"model":"fashion","prompt":"boot","negativePrompt":"","seed":"18446744073709551615","count":4,\
                "pictures":[3],"steps":25,"sampler":"ddim","guidanceScale":2.0}
                """)
    }

    @Test func `all that decides its bits is told`() throws {
        var recipe = recipe
        (recipe.eta, recipe.spacing, recipe.dynamicThreshold) = (0.5, "karras", 0.995)
        (recipe.guidanceRescale, recipe.guidanceInterval) = (0.7, [0.2, 0.8])
        (recipe.variationSeed, recipe.variationStrength) = (9, 0.3)
        (recipe.draftSteps, recipe.estimate) = (7, 400)
        #expect(
            try CatalogueRemake(file(recipe)).request.encoded.hasSuffix(
                """
                "eta":0.5,"spacing":"karras","dynamicThreshold":0.995,"guidanceRescale":0.7,"guidanceInterval":[0.2,0.8],\
                "variation":{"seed":"9","strength":0.3},"draftSteps":7,"estimate":400}
                """))
    }

    @Test func `a picture that was made from another is refused`() throws {
        var recipe = recipe
        (recipe.strength, recipe.initialPictureHash) = (0.5, String(repeating: "b", count: 64))
        let failure = #expect(throws: CommandFailure.self) { try CatalogueRemake(file(recipe)) }
        #expect(failure?.status == .usage && failure?.sentence.contains("another picture") == true)
    }

    @Test func `weights are the same only where that is known`() throws {
        let other = try #require(Picture(width: 2, height: 1, channels: 1, bytes: [1, 3]))
        let remake = try CatalogueRemake(file(recipe))
        #expect(remake.verdict(try file(recipe)).isEqual)
        #expect(remake.verdict(try file(recipe, other)).sentence("a").contains("weights and the recipe are the same"))
        #expect(remake.verdict(try file(nil, other)).sentence("a").contains("weights may be others"))
        var foreign = recipe
        foreign.modelHash = String(repeating: "c", count: 64)
        #expect(remake.verdict(try file(foreign, other)).sentence("a").contains("has other weights"))
    }
}

import Foundation
import ImageCoding
import TestSupport
import Testing

@Suite struct PictureRecipeTests {
    static let boot = PictureRecipe(
        model: "fashion", modelHash: String(repeating: "0123456789abcdef", count: 4), prompt: "ankle boot",
        negativePrompt: "",
        seed: 7, image: 0, sampler: "dpmpp-2m", steps: 25, guidanceScale: 2, eta: 0)
    static let bootJSON =
        #"{"eta":0,"guidanceScale":2,"image":0,"model":"fashion","modelHash":"0123456789abcdef0123456789abcdef0123456789abcdef"#
        + #"0123456789abcdef","negativePrompt":"","prompt":"ankle boot","sampler":"dpmpp-2m","seed":7,"steps":25,"version":1}"#

    @Test func `a recipe is one line of JSON with sorted keys`() throws {
        #expect(Self.boot.json() == Self.bootJSON)
        #expect(try PictureRecipe(json: Self.bootJSON) == Self.boot)
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `every recipe comes back to the bit`(seed: UInt64) throws {
        var draws = RandomNumbers(seed: seed)
        var recipe = Self.boot
        recipe.seed = draws.next()
        recipe.prompt = String(decoding: draws.bytes(40), as: UTF8.self) + "\"\\/\u{0}\u{2028}</script>"
        recipe.negativePrompt = String(decoding: draws.bytes(10), as: UTF8.self)
        recipe.steps = Int.random(in: 1...1_000_000, using: &draws)
        recipe.image = Int.random(in: 0...255, using: &draws)
        repeat {
            recipe.guidanceScale = Float(bitPattern: UInt32.random(in: 0...UInt32.max, using: &draws))
        } while !recipe.guidanceScale.isFinite
        recipe.eta = Float.random(in: 0...1, using: &draws)
        if Bool.random(using: &draws) {
            recipe.strength = Float.random(in: 0...1, using: &draws)
            recipe.initialPictureHash = recipe.modelHash
            recipe.maskHash = String(recipe.modelHash.reversed())
        }
        let read = try PictureRecipe(json: recipe.json())
        #expect(read == recipe)
        #expect(read.guidanceScale.bitPattern == recipe.guidanceScale.bitPattern)
        #expect(read.json() == recipe.json())
    }

    @Test func `the extreme seeds come back`() throws {
        for seed: UInt64 in [0, 1 << 53 + 1, UInt64(Int64.max) + 1, .max] {
            var recipe = Self.boot
            recipe.seed = seed
            #expect(try PictureRecipe(json: recipe.json()).seed == seed)
        }
    }

    @Test(arguments: [
        ("", "valid JSON"), ("{", "valid JSON"), ("[]", "no JSON object"), ("null", "The recipe"),
        ("7", "no JSON object"),
        ("{}", "no entry"), (bootJSON + " {}", "valid JSON"), (bootJSON + "x", "valid JSON"),
        (String(repeating: "[", count: 100_000), "The recipe"), (String(repeating: " ", count: 300_000), "limited to"),
    ])
    func `what is no recipe is refused with the reason`(json: String, reason: String) {
        let error = #expect(throws: ImageError.self) { try PictureRecipe(json: json) }
        #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
    }

    @Test(arguments: [
        (#""steps":25"#, #""steps":0"#, "its steps"), (#""steps":25"#, #""steps":10000000"#, "its steps"),
        (#""steps":25"#, #""steps":2.5"#, "valid JSON"),
        (#""steps":25"#, #""steps":"25""#, "\"steps\" is of the wrong type"),
        (#""steps":25,"#, "", "no entry \"steps\""),
        (#""steps":25"#, #""steps":null"#, "\"steps\" is of the wrong type"),
        (#""steps":25"#, #""steps":25,"step":1"#, "\"step\" that is not known"),
        (#""seed":7"#, #""seed":-1"#, "The recipe"), (#""seed":7"#, #""seed":18446744073709551616"#, "The recipe"),
        (#""image":0"#, #""image":256"#, "its image"), (#""image":0"#, #""image":-1"#, "its image"),
        (#""guidanceScale":2"#, #""guidanceScale":1e999"#, "The recipe"),
        (#""guidanceScale":2"#, #""guidanceScale":"nan""#, "The recipe"), (#""eta":0"#, #""eta":-0.5"#, "its eta"),
        (#""version":1"#, #""version":2"#, "of version 2"), ("0123456789abcdef\"", "0123456789ABCDEF\"", "model hash"),
        ("0123456789abcdef\"", "\"", "model hash"), (#""model":"fashion""#, #""model":"""#, "its model"),
        (#""sampler":"dpmpp-2m""#, #""sampler":"""#, "its sampler"),
        (#""seed":7"#, #""seed":7,"maskHash":"x""#, "its mask hash"),
    ])
    func `nonsense in a recipe is refused with the reason`(part: String, nonsense: String, reason: String) throws {
        let range = try #require(Self.bootJSON.firstRange(of: part))
        let json = Self.bootJSON.replacingCharacters(in: range, with: nonsense)
        let error = #expect(throws: ImageError.self) { try PictureRecipe(json: json) }
        #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
    }

    @Test func `a recipe with a number that is none is refused when it is read`() {
        var recipe = Self.boot
        recipe.guidanceScale = .nan
        #expect(throws: ImageError.self) { try PictureRecipe(json: recipe.json()) }
    }

    @Test func `a recipe travels in a PNG file`() throws {
        let picture = try #require(Golden.grey.picture)
        let file = try PNGCodec.encode(picture, text: [(PictureRecipe.keyword, Self.boot.json())])
        let text = try #require(PNGCodec.text(in: file).first { $0.keyword == "reverie" }?.text)
        #expect(try PictureRecipe(json: text) == Self.boot)
    }
}

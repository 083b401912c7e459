import ImageCoding
import Testing
import WireProtocol

@testable import reverie

@Suite struct VerdictTests {
    private let made: Picture

    init() throws {
        made = try #require(Picture(width: 2, height: 2, channels: 1, bytes: [1, 2, 3, 4]))
    }

    @Test func `equal is equal, enlarged too`() {
        #expect(Verdict(of: made, made: made, reason: nil) == .equal(scale: 1))
        #expect(Verdict(of: made.scaled(by: 3), made: made, reason: "x") == .equal(scale: 3))
    }

    @Test func `the largest difference is told, with its place and a reason`() throws {
        let file = try #require(Picture(width: 2, height: 2, channels: 1, bytes: [1, 3, 3, 14]))
        let verdict = Verdict(of: file, made: made, reason: nil)
        #expect(verdict == .differs(largest: 10, count: 2, all: 4, x: 1, y: 1, reason: nil))
        #expect(
            verdict.sentence("a.png")
                == "a.png: differs by up to 10 of 255 (at pixel 1, 1), in 2 of 4 values. The weights and the recipe are the "
                + "same: another version of Reverie made it, or the file was altered.")
        let other = Verdict(of: file, made: made, reason: "Other weights.").sentence("a.png")
        #expect(other.hasSuffix("in 2 of 4 values. Other weights."))
    }

    @Test(arguments: [(3, 2, 1), (2, 2, 3), (1, 1, 1), (4, 2, 1), (Picture.maximumSide, 1, 1)])
    func `another size is no match`(width: Int, height: Int, channels: Int) throws {
        let bytes = [UInt8](repeating: 0, count: width * height * channels)
        let file = try #require(Picture(width: width, height: height, channels: channels, bytes: bytes))
        guard case .otherSize = Verdict(of: file, made: made, reason: nil) else {
            Issue.record("a picture of another size was compared")
            return
        }
    }
}

@Suite struct ReplayTests {
    private static let shelf = ModelShelf(
        models: [PaintingService.model],
        limits: Welcome(maximumCount: 16, maximumSteps: 1000, maximumPromptBytes: 2000, server: "s"))

    private var recipe: PictureRecipe {
        PictureRecipe(
            model: "fashion", modelHash: PaintingService.model.hash.description, prompt: "boot", negativePrompt: "",
            seed: 7, image: 3, sampler: "ddim", steps: 25, guidanceScale: 2, eta: 0)
    }

    @Test func `only that picture is made, and it is the same`() throws {
        let replay = Replay(recipe, picture: "a.png")
        let job = try replay.job(Self.shelf, onlyThatPicture: true)
        #expect(job.recipe.count == 4 && job.indices == [3] && job.pictureRecipe(3) == recipe)
        #expect(replay.difference(of: job) == nil)
    }

    @Test func `what stands in the way of the same picture is told`() throws {
        var other = recipe
        other.modelHash = String(repeating: "0", count: 64)
        let replay = Replay(other, picture: "a.png")
        let job = try replay.job(Self.shelf, onlyThatPicture: true)
        #expect(replay.difference(of: job)?.contains("other weights") == true)

        var started = recipe
        (started.strength, started.initialPictureHash) = (0.5, String(repeating: "a", count: 64))
        let failure = #expect(throws: CommandFailure.self) {
            try Replay(started, picture: "a.png").job(Self.shelf, onlyThatPicture: true)
        }
        #expect(failure?.sentence.contains("--from") == true)
    }

    @Test func `a picture that was made from noise begins with none`() throws {
        var started = recipe
        started.strength = 0.5
        let wish = RecipeWish(started, from: "a.png", mask: "b.png")
        #expect(wish.from == "a.png" && wish.mask == nil)
        started.maskHash = String(repeating: "a", count: 64)
        #expect(RecipeWish(started, from: "a.png", mask: "b.png").mask == "b.png")
        let noise = RecipeWish(recipe, from: "a.png", mask: "b.png")
        #expect(noise.from == nil && noise.mask == nil)
    }

    @Test(arguments: [("7", 7), ("+1", 8), ("-1", 6), ("+0", 7)] as [(String, UInt64)])
    func `seeds are changed`(argument: String, seed: UInt64) {
        #expect(SeedChange(argument: argument)?.applied(to: 7) == seed)
    }

    @Test func `past the ends it goes on at the other`() {
        #expect(SeedChange(argument: "-1")?.applied(to: 0) == .max)
        #expect(SeedChange(argument: "+1")?.applied(to: .max) == 0)
        for text in ["", "+", "x", "1.5", "+-1", "18446744073709551616"] { #expect(SeedChange(argument: text) == nil) }
    }

    @Test(
        arguments: [
            ("2 5-7", [1, 4, 5, 6]), ("all", [0, 1, 2, 3, 4, 5, 6, 7, 8]), ("none", []), ("", []), ("9,1;1", [0, 8]),
        ]
            as [(String, [UInt8])])
    func `pictures are picked by their numbers`(text: String, places: [UInt8]) throws {
        #expect(try Choice(argument: text)?.places(of: 9) == places)
    }

    @Test func `numbers that there are not are told`() throws {
        for text in ["0", "x", "3-1", "1-", "-", "1-2-3", "all 2"] { #expect(Choice(argument: text) == nil) }
        let choice = try #require(Choice(argument: "2-10"))
        #expect(throws: CommandFailure.self) { try choice.places(of: 9) }
        #expect(throws: CommandFailure.self) { try #require(Choice(argument: "1-9999999999")).places(of: 9) }
    }
}

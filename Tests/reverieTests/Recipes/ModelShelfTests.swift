import ArgumentParser
import Foundation
import ImageCoding
import TestSupport
import Testing
import WireProtocol

@testable import reverie

@Suite struct ModelShelfTests {
    private static let limits = Welcome(maximumCount: 4, maximumSteps: 1000, maximumPromptBytes: 20, server: "s")

    private func plan(
        _ arguments: [String], models: [ModelDescription] = [PaintingService.model]
    ) throws -> PlannedJob {
        let command = try GenerateCommand.parse(arguments)
        return try ModelShelf(models: models, limits: Self.limits).job(command.wish, randomSeed: 99)
    }

    @Test func `what is not said is the model's default`() throws {
        let plan = try plan([])
        let request = plan.recipe
        #expect(request.model == "fashion" && request.prompt == "ankle boot" && request.negativePrompt == "")
        #expect(
            request.sampler == "dpmpp-2m" && request.steps == 25 && request.guidanceScale == 2
                && request.options.eta == nil)
        #expect(request.seed == 99 && request.count == 1)
    }

    @Test func `what is said is asked for`() throws {
        let plan = try plan([
            "a coat", "--model", "fashion", "--steps", "50", "--seed", "18446744073709551615", "--count", "3",
            "--sampler",
            "ddim", "--guidance=-1.5", "--eta", "0.25", "--negative-prompt", "bag",
        ])
        let request = plan.recipe
        #expect(request.prompt == "a coat" && request.negativePrompt == "bag" && request.sampler == "ddim")
        #expect(request.steps == 50 && request.seed == .max && request.count == 3)
        #expect(request.guidanceScale == -1.5 && request.options.eta == 0.25)
        #expect(NameTemplate.usual.name(plan.nameValues(2)) == "a-coat-seed18446744073709551615-3")
    }

    @Test func `sampling options are asked for and told in the recipe`() throws {
        let plan = try plan([
            "--spacing", "karras", "--dynamic-threshold", "0.995", "--guidance-rescale", "0.7", "--guidance-interval",
            "0.25:0.75", "--variation", "5:0.5",
        ])
        let (options, recipe) = (plan.recipe.options, plan.pictureRecipe(0))
        #expect(options.spacing == "karras" && recipe.spacing == "karras")
        #expect(options.dynamicThreshold == 0.995 && recipe.dynamicThreshold == 0.995)
        #expect(options.guidanceRescale == 0.7 && recipe.guidanceRescale == 0.7)
        #expect(options.guidanceInterval == .init(from: 0.25, to: 0.75) && recipe.guidanceInterval == [0.25, 0.75])
        #expect(options.variation == .init(seed: 5, strength: 0.5))
        #expect(recipe.variationSeed == 5 && recipe.variationStrength == 0.5)
        #expect(try PictureRecipe(json: recipe.json()) == recipe)
    }

    @Test func `pictures are brought to the model's size`() throws {
        let folder = try TemporaryFolder()
        let colours = try #require(
            Picture(width: 56, height: 56, channels: 3, bytes: [UInt8](repeating: 60, count: 56 * 56 * 3)))
        try Data(try PNGCodec.encode(colours)).write(to: URL(filePath: folder.file("a.png")))
        let plan = try plan(["--from", folder.file("a.png"), "--mask", folder.file("a.png")])
        let picture = try #require(plan.recipe.options.initialPicture)
        #expect(picture.strength == 1 && picture.pixels == [UInt8](repeating: 60, count: 28 * 28))
        #expect(plan.recipe.options.mask?.count == 28 * 28 && plan.pictureRecipe(0).strength == 1)
        #expect(plan.pictureRecipe(0).initialPictureHash == PlannedJob.hash(picture.pixels))
        #expect(plan.pictureRecipe(0).maskHash == PlannedJob.hash(picture.pixels))
        #expect(try self.plan(["--from", folder.file("a.png")]).recipe.options.initialPicture?.strength == 0.6)
        try Data("no picture".utf8).write(to: URL(filePath: folder.file("b.png")))
        for file in ["absent.png", "b.png"] {
            let error = #expect(throws: CommandFailure.self) { try self.plan(["--from", folder.file(file)]) }
            #expect(error?.sentence.contains(file) == true)
        }
    }

    @Test func `the recipe says what was asked for`() throws {
        let plan = try plan(["a coat", "--seed", "7", "--count", "3", "--negative-prompt", "bag", "--eta", "0.5"])
        let recipe = plan.pictureRecipe(2)
        #expect(
            recipe
                == PictureRecipe(
                    model: "fashion", modelHash: String(repeating: "0123456789abcdef", count: 4), prompt: "a coat",
                    negativePrompt: "bag", seed: 7, image: 2, sampler: "dpmpp-2m", steps: 25, guidanceScale: 2, eta: 0.5
                ))
        #expect(try PictureRecipe(json: recipe.json()) == recipe)
    }

    @Test(arguments: [
        (["--model", "faces"], FailureStatus.refused, "It has: fashion."), (["--count", "5"], .refused, "at most 4"),
        (["a prompt that is much too long"], .refused, "30 bytes is too long"),
        (["--negative-prompt", "a prompt that is much too long"], .refused, "takes 20"),
    ])
    func `what the server cannot do is refused before it is asked`(
        arguments: [String], status: FailureStatus, reason: String
    ) {
        let failure = #expect(throws: CommandFailure.self) { try plan(arguments) }
        #expect(failure?.status == status)
        #expect(failure?.sentence.contains(reason) == true)
    }

    @Test func `some pictures of a job are as they are in the job of all`() throws {
        var job = try plan(["--count", "4"])
        #expect(job.indices == [0, 1, 2, 3] && job.recipe.options.pictures == nil)
        job.keepOnly([1, 3])
        #expect(job.indices == [1, 3] && job.recipe.options.pictures == [1, 3] && job.recipe.count == 4)
        job.keepOnly([0, 1, 2, 3])
        #expect(job.recipe.options.pictures == nil)
    }

    @Test func `a server without models is told`() {
        let failure = #expect(throws: CommandFailure.self) { try plan([], models: []) }
        #expect(failure?.sentence == "The server has no model. Give it one in its weights folder.")
    }
}

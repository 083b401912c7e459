import ArgumentParser
import ImageCoding
import Testing
import WireProtocol

@testable import reverie

@Suite struct GenerationPlanTests {
    private static let limits = Welcome(maximumCount: 4, maximumSteps: 1000, maximumPromptBytes: 20, server: "s")

    private func plan(
        _ arguments: [String], models: [ModelDescription] = [PaintingService.model]
    ) throws -> GenerationPlan {
        let command = try GenerateCommand.parse(arguments)
        return try GenerationPlan(command, models: models, limits: Self.limits, randomSeed: 99)
    }

    @Test func `what is not said is the model's default`() throws {
        let plan = try plan([])
        let request = plan.recipe
        #expect(request.model == "fashion" && request.prompt == "ankle boot" && request.negativePrompt == "")
        #expect(
            request.sampler == "dpmpp-2m" && request.steps == 25 && request.guidanceScale == 2
                && request.options.eta == nil)
        #expect(request.seed == 99 && request.count == 1 && plan.previewContent == .x0)
    }

    @Test func `what is said is asked for`() throws {
        let plan = try plan([
            "a coat", "--model", "fashion", "--steps", "50", "--seed", "18446744073709551615", "--count", "3",
            "--sampler",
            "ddim", "--guidance=-1.5", "--eta", "0.25", "--negative-prompt", "bag", "--preview", "xt",
        ])
        let request = plan.recipe
        #expect(request.prompt == "a coat" && request.negativePrompt == "bag" && request.sampler == "ddim")
        #expect(request.steps == 50 && request.seed == .max && request.count == 3 && plan.previewContent == .xt)
        #expect(request.guidanceScale == -1.5 && request.options.eta == 0.25)
        #expect(plan.fileName(2) == "a-coat-seed18446744073709551615-3")
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

    @Test func `pictures that no file can hold are refused`() {
        var model = PaintingService.model
        (model.width, model.height) = (4000, 4000)
        let failure = #expect(throws: CommandFailure.self) { try plan(["--scale", "3"], models: [model]) }
        #expect(failure?.status == .usage)
    }

    @Test func `a server without models is told`() {
        let failure = #expect(throws: CommandFailure.self) { try plan([], models: []) }
        #expect(failure?.sentence == "The server has no model. Give it one in its weights folder.")
    }
}

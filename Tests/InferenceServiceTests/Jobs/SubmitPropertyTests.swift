import Testing
import WireProtocol
import WireTransport

@testable import InferenceService

/// No combination of parameters breaks anything: thousands of recipes, valid and not, through the real service.
@Suite struct SubmitPropertyTests {
    /// Of the model "plain".
    private static let (elements, mask) = (8 * 8, [UInt8](repeating: 128, count: 8 * 8))

    private static func draw(_ random: inout SystemRandomNumberGenerator, prompts: [String]) -> SubmitRequest {
        // Mostly sound values, so that each bad one is seen alone as well as in company.
        func pick<T>(_ sound: [T], _ bad: [T]) -> T {
            (UInt8.random(in: 0..<8, using: &random) == 0 ? bad : sound).randomElement(using: &random) ?? sound[0]
        }
        var options = SubmitOptions(
            eta: pick([nil, 0, 0.5, 1], [.nan, .infinity, -1, 1.001, .leastNonzeroMagnitude]),
            unknown: pick([[]], [[.init(tag: 999, value: [1])]]))
        options.spacing = pick([nil, "trailing", "karras", "leading"], ["", "Karras"])
        options.dynamicThreshold = pick([nil, 0.9], [.nan, 1.5])
        options.guidanceRescale = pick([nil, 0.7], [-1, .infinity])
        options.guidanceInterval = pick(
            [nil, .init(from: 0.2, to: 0.8)],
            [.init(from: 0.8, to: 0.2), .init(from: .nan, to: 1), .init(from: 0, to: 2)])
        options.variation = pick([nil, .init(seed: 1234, strength: 0.3)], [.init(seed: 7, strength: 2)])
        let size = pick([Self.elements], [0, Self.elements + 1])
        let picture = SubmitOptions.InitialPicture(
            strength: pick([0.5, 1], [.nan]), pixels: [UInt8](repeating: 90, count: size))
        options.initialPicture = pick([nil, picture], [picture])
        options.mask = options.initialPicture == nil ? pick([nil], [[1]]) : pick([nil, Self.mask], [[]])
        let count: UInt8 = pick([1, 2, 3, 16], [0, 17, 255])
        options.draftSteps = pick([nil, nil, 1, 2], [0, 1001])
        options.pictures = pick([nil, nil, [0], [count &- 1]], [[], [0, 0], [count], [1, 0]])
        options.estimate = pick([nil], [0, 500, 1000, 1001])
        let recipe = JobRecipe(
            model: pick(["plain"], ["", "nothing", "plain\u{0}", String(repeating: "x", count: 5000)]),
            prompt: pick(
                prompts + [""], ["a purple cow", "<script>", "🦊", String(repeating: "y", count: 20_000), "\u{0}", "  "]),
            negativePrompt: pick(prompts + ["", ""], ["nobody knows this", String(repeating: "é", count: 9_000)]),
            seed: pick([0, 7, .max], [.random(in: .min ... .max)]),
            count: count,
            steps: pick([1, 2, 3], [0, 1001, 10_000_000, .max]),
            sampler: pick(
                ["ddpm", "ddim", "dpmpp-2m", "euler", "heun", "unipc"], ["", "DDIM", "magic", "\u{1F98A}"]),
            guidanceScale: pick([0, 0.5, 1, 2, 7.5, 30], [.nan, .infinity, -.infinity, -1, 30.001, 1e30, -0.0001]),
            options: options)
        return SubmitRequest(
            recipe: recipe,
            viewing: Viewing(previewEvery: pick([0, 1, 2], [.max]), previewContent: pick([.x0, .xt, .both], [.x0])),
            trace: pick(["", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"], ["\n", "é"]))
    }

    @Test func everyRecipeEndsInPicturesOrInASentence() async throws {
        try await withService { service in
            let prompts = try #require(try await service.listModels().models.first?.prompts)
            var random = SystemRandomNumberGenerator()
            var outcomes: [String: Int] = [:]
            for _ in 0..<3000 {
                let request = Self.draw(&random, prompts: prompts)
                let witness = Witness()
                do throws(WireError) {
                    _ = try await service.submit(request, viewer: witness.viewer)
                    let events = await witness.all()
                    #expect(events.last?.name == "finished", "\(request)")
                    #expect(events.images.map(\.index) == request.recipe.pictures, "\(request)")
                    outcomes["finished", default: 0] += 1
                } catch {
                    #expect(
                        [.unknownModel, .unknownSampler, .invalidParameter].contains(error.code),
                        "\(request): \(error)")
                    #expect(!error.message.isEmpty && error.message.count < 1000, "\(request)")
                    outcomes["\(error.code)", default: 0] += 1
                }
            }
            // All ways out were seen, so that the draw means something.
            #expect(outcomes.count == 4 && outcomes.values.allSatisfy { $0 > 20 }, "\(outcomes)")
        }
    }
}

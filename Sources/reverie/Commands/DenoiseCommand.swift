import ArgumentParser
import ImageCoding
import WireProtocol

struct DenoiseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "denoise", abstract: "Noises a real picture and lets the model denoise it again.",
        discussion: """
            With --strength 0.6 the picture is noised as far as 60 % of the steps lead back from; with --estimate 400 it is \
            noised to that timestep, and the clean picture that the model sees in one look is written. The terminal shows what \
            is predicted and the noise side by side.
            """)

    @Argument(help: "The picture (any PNG, brought to the model's size).", completion: .file(extensions: ["png"]))
    var picture: String

    @Option(help: "How much of it is drawn anew, as the share of the steps that are made, 0 to 1. (default: 0.6)")
    var strength: Float?

    @Option(help: ArgumentHelp("One look at this timestep in place of steps, 1 to 1000.", valueName: "timestep"))
    var estimate: UInt32?

    @Option(help: "What it shows. (default: what its recipe says, if it has one, or nothing)")
    var prompt: String?

    @Option(help: "What decides the noise. (default: a random one)")
    var seed: UInt64?

    @OptionGroup var server: ServerOption
    @OptionGroup var recipe: RecipeOptions
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Display") var view: ViewOptions
    @OptionGroup(title: "Sampling") var sampling: SamplingOptions
    @OptionGroup(title: "Reports") var report: ReportOptions

    func validate() throws {
        guard 0...1 ~= strength ?? 0 else { throw ValidationError("--strength is a number from 0 to 1.") }
        guard estimate == nil || strength == nil else {
            throw ValidationError("--estimate is one look, --strength a share of the steps: say one of them.")
        }
    }

    func run() async throws {
        let desk = Workbench(server: server, output: output, view: view, report: report)
        try await desk.run { bench in
            var wish = try RecipeWish(from: picture, [recipe.wish, sampling.wish], prompt: prompt, bench.shelf)
            (wish.seed, wish.strength, wish.estimate) = (seed, strength, estimate)
            let job = try bench.shelf.job(wish)
            try await bench.generation([job], content: view.preview?.content ?? .both).run()
        }
    }
}

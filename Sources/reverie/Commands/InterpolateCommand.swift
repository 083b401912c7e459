import ArgumentParser
import ImageCoding

struct InterpolateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "interpolate", abstract: "Makes an animation that leads from one seed's picture to another's.",
        discussion: """
            Each frame is a picture of its own, made from noise on the great circle between the two seeds' noise. Written is an \
            animated PNG; with --save-frames the pictures too, in a folder named like it.
            """)

    @Argument(help: "The seed of the first frame.")
    var first: UInt64

    @Argument(help: "The seed of the last frame.")
    var last: UInt64

    @Option(help: "What the pictures show. (default: the model's own suggestion)")
    var prompt: String?

    @Option(help: "How many frames, 2 to 250.")
    var frames = 16

    @Option(help: "Milliseconds that a frame is shown.")
    var delay: UInt16 = 120

    @Flag(help: "Go back to the first picture the same way.")
    var back = false

    @OptionGroup var server: ServerOption
    @OptionGroup var recipe: RecipeOptions
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Display") var view: ViewOptions
    @OptionGroup(title: "Sampling") var sampling: SamplingOptions
    @OptionGroup(title: "Reports") var report: ReportOptions

    func validate() throws {
        guard (2...250).contains(frames) else { throw ValidationError("--frames is a number from 2 to 250.") }
        guard first != last else { throw ValidationError("Two different seeds are needed.") }
        guard sampling.variation == nil else {
            throw ValidationError("The way between the two seeds is a variation already: leave --variation out.")
        }
        guard output.animation == nil else {
            throw ValidationError("The animation goes where --output says.")
        }
    }

    func run() async throws {
        let desk = Workbench(
            server: server, output: output, view: view, report: report, usual: .interpolation(to: last))
        try await desk.run { bench in
            let jobs = try (0..<frames).map { number throws(CommandFailure) in
                var wish = recipe.wish
                wish.override(with: sampling.wish)
                (wish.prompt, wish.seed) = (prompt, first)
                if number > 0 {
                    (wish.variationSeed, wish.variationStrength) = (last, Float(number) / Float(frames - 1))
                }
                return try bench.shelf.job(wish)
            }
            var generation = bench.generation(jobs, content: view.content)
            generation.sequence = FrameSequence(milliseconds: delay, returns: back)
            try await generation.run()
        }
    }
}

/// Pictures that are the frames of one animation.
struct FrameSequence: Equatable, Sendable {
    /// That a frame is shown; the first and the last four times as long.
    var milliseconds: UInt16
    /// Whether it goes back to the first the same way.
    var returns: Bool

    func frames(_ pictures: [Picture]) -> [AnimatedPNG.Frame] {
        let middle = returns ? Array(pictures.dropLast().dropFirst().reversed()) : []
        return (pictures + middle).enumerated().map { number, picture in
            let isEnd = number == 0 || number == pictures.count - 1
            let time = isEnd ? UInt16(clamping: 4 * UInt32(milliseconds)) : milliseconds
            return AnimatedPNG.Frame(picture, milliseconds: time)
        }
    }
}

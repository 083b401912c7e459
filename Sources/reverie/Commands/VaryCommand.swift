import ArgumentParser
import ImageCoding

struct VaryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vary", abstract: "Makes pictures that are near one that there is.",
        discussion: """
            The noise that the picture began with is turned a little towards other seeds' noise. What those seeds were stands \
            in each picture's recipe and in its name, so that every variation can be made again.
            """)

    @Argument(help: "The picture's file.", completion: .file(extensions: ["png"]))
    var picture: String

    @Option(help: "How many.")
    var count = 4

    @Option(help: "How far, from 0 (the same) to 1 (as if it were another seed).")
    var by: Float = 0.25

    @Option(help: "The seed of the first variation; the others follow. (default: a random one)")
    var variationSeed: UInt64?

    @OptionGroup var server: ServerOption
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Display") var view: ViewOptions
    @OptionGroup(title: "From a picture") var start: StartOptions
    @OptionGroup(title: "Reports") var report: ReportOptions

    func validate() throws {
        guard (1...64).contains(count) else { throw ValidationError("--count is a number from 1 to 64.") }
        guard 0...1 ~= by else { throw ValidationError("--by is a number from 0 to 1.") }
    }

    func run() async throws {
        let desk = Workbench(server: server, output: output, view: view, report: report, usual: .variation)
        try await desk.run { bench in
            let recorded = try PictureFile(picture).recipe()
            if let seed = recorded.variationSeed {
                throw CommandFailure(
                    .usage,
                    "\(picture) is a variation itself, and a recipe holds one only. Vary the original, or go on in the same "
                        + "direction with: reverie again \(picture) --variation \(seed):0.4")
            }
            let first = variationSeed ?? .random(in: 0..<1_000_000_000)
            let jobs = try (0..<count).map { number throws(CommandFailure) in
                var wish = RecipeWish(recorded)
                wish.override(with: start.wish)
                // The picture's own seed would not turn anything.
                let seed = first &+ UInt64(number)
                (wish.variationSeed, wish.variationStrength) = (seed == recorded.seed ? ~seed : seed, by)
                return try Replay(recorded, wish: wish, picture: picture).job(bench.shelf, onlyThatPicture: true)
            }
            try await bench.generation(jobs, content: view.content).run()
        }
    }
}

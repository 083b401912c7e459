import ArgumentParser
import ImageCoding

struct AgainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "again",
        abstract: "Makes a picture again by the recipe inside, or another with parts of it changed.",
        discussion: """
            Without options the same picture comes out. `--seed +1` takes the next seed, and every other option takes the \
            place of what the recipe says.
            """)

    @Argument(help: "The picture's file.", completion: .file(extensions: ["png"]))
    var picture: String

    @Option(help: "Another prompt.")
    var prompt: String?

    @Option(
        parsing: .unconditional, help: ArgumentHelp("Another seed, or +N or -N for one near it.", valueName: "seed"))
    var seed: SeedChange?

    @Option(help: "How many pictures, from the first of the seed on. (default: the one that it is)")
    var count: UInt8?

    @OptionGroup var server: ServerOption
    @OptionGroup var recipe: RecipeOptions
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Display") var view: ViewOptions
    @OptionGroup(title: "Sampling") var sampling: SamplingOptions
    @OptionGroup(title: "From a picture") var start: StartOptions
    @OptionGroup(title: "Reports") var report: ReportOptions

    func validate() throws {
        guard count != 0 else { throw ValidationError("--count is a number from 1 to 255.") }
    }

    func run() async throws {
        let desk = Workbench(server: server, output: output, view: view, report: report)
        try await desk.run { bench in
            let recorded = try PictureFile(picture).recipe()
            var wish = RecipeWish(recorded)
            for other in [recipe.wish, sampling.wish, start.wish] { wish.override(with: other) }
            wish.prompt = prompt ?? wish.prompt
            wish.seed = seed.map { $0.applied(to: recorded.seed) } ?? recorded.seed
            wish.count = count
            let replay = Replay(recorded, wish: wish, picture: picture)
            let job = try replay.job(bench.shelf, onlyThatPicture: count == nil)
            try await bench.generation([job], content: view.content).run()
        }
    }
}

/// `7`, `+1` or `-1`.
enum SeedChange: Equatable, ExpressibleByArgument {
    case seed(UInt64)
    case further(Int64)

    init?(argument: String) {
        if argument.hasPrefix("+") || argument.hasPrefix("-") {
            guard let number = Int64(argument) else { return nil }
            self = .further(number)
        } else {
            guard let number = UInt64(argument) else { return nil }
            self = .seed(number)
        }
    }

    /// Past the ends it goes on at the other.
    func applied(to seed: UInt64) -> UInt64 {
        switch self {
        case .seed(let seed): seed
        case .further(let number): seed &+ UInt64(bitPattern: number)
        }
    }
}

import ArgumentParser
import WireProtocol
import WireTransport

struct GenerateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Makes pictures of a prompt.",
        discussion: """
            The pictures form in the terminal and are written as PNG files with the recipe inside (text "reverie"): the \
            same recipe makes the same picture again. Ctrl-C asks whether to cancel the job on the server or to leave it \
            to itself; a connection that is lost is made again, and the job goes on meanwhile.

            The terminal is asked what it can show: kitty's graphics, iTerm2's, sixels, or characters in 24-bit or 256 \
            colours; with NO_COLOR, or a TERM that knows no colours, there is a progress bar. If standard output is no \
            terminal, only the names of the files go there.
            """)

    @Argument(help: "What the pictures show. (default: the model's own suggestion)")
    var prompt: String?

    @OptionGroup var server: ServerOption
    @OptionGroup var recipe: RecipeOptions

    @Option(help: "How many pictures.")
    var count: UInt8 = 1

    @Option(help: "What decides the noise: the same seed makes the same pictures. (default: a random one)")
    var seed: UInt64?

    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Display") var view: ViewOptions
    @OptionGroup(title: "Sampling") var sampling: SamplingOptions
    @OptionGroup(title: "From a picture") var start: StartOptions

    @Flag(help: "Ask for the pictures, print the job's id and do not wait.")
    var detach = false

    @OptionGroup(title: "Reports") var report: ReportOptions

    func validate() throws {
        guard count >= 1 else { throw ValidationError("--count is a number from 1 to 255.") }
        guard start.from != nil || start.strength == nil && start.mask == nil else {
            throw ValidationError("--strength and --mask say what becomes of the picture that --from names.")
        }
    }

    var wish: RecipeWish {
        var wish = recipe.wish
        wish.override(with: sampling.wish)
        wish.override(with: start.wish)
        (wish.prompt, wish.count, wish.seed) = (prompt, count, seed)
        return wish
    }

    func run() async throws {
        let desk = Workbench(server: server, output: output, view: view, report: report)
        try await desk.run { bench in
            let job = try bench.shelf.job(wish)
            guard !detach else { return try await bench.leave(job) }
            try await bench.generation([job], content: view.content).run()
        }
    }
}

import ArgumentParser
import WireProtocol
import WireTransport

struct GenerateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Makes pictures of a prompt.",
        discussion: """
            The pictures form in the terminal and are written as PNG files with the recipe inside (text "reverie"): the \
            same recipe makes the same picture again. Ctrl-C cancels the job on the server; a connection that is lost is \
            made again, and the job goes on meanwhile.

            Colours are 24 bits deep if COLORTERM says truecolor or 24bit, else of 256; with NO_COLOR, or a TERM that \
            knows no colours, there is a progress bar. If standard output is no terminal, only the names of the files go \
            there.
            """)

    @Argument(help: "What the pictures show. (default: the model's own suggestion)")
    var prompt: String?

    @OptionGroup var server: ServerOption

    @Option(help: "The model, one of `reverie models`. (default: the server's first)")
    var model: String?

    @Option(help: "How many pictures.")
    var count: UInt8 = 1

    @Option(help: "Denoising steps a picture. (default: the model's)")
    var steps: UInt32?

    @Option(help: "What decides the noise: the same seed makes the same pictures. (default: a random one)")
    var seed: UInt64?

    @Option(help: "How the steps are taken, one of the model's samplers. (default: the model's)")
    var sampler: String?

    @Option(help: "How strongly the prompt is followed; 1 is as the model was trained. (default: the model's)")
    var guidance: Float?

    @Option(help: "What the pictures do not show.")
    var negativePrompt = ""

    @Option(name: .shortAndLong, help: ArgumentHelp("Where the pictures go; made if need be.", valueName: "folder"))
    var output = "."

    @Option(help: "Write every pixel as a square of this many pixels, 1 to \(Self.largestScale).")
    var scale = 1

    @Option(help: "What forms in the terminal: the picture as predicted (x0), or the noise it is in (xt).")
    var preview = PreviewChoice.x0

    @OptionGroup(title: "Sampling") var sampling: SamplingOptions

    @Flag(help: "Show the progress only.")
    var noPreview = false

    @Flag(help: "Replace files of the same name. Otherwise a number is added to the name.")
    var overwrite = false

    static let largestScale = 64

    func validate() throws {
        try Self.check(count >= 1, "--count is a number from 1 to 255.")
        try Self.check(steps.map { $0 >= 1 } ?? true, "--steps is a number from 1.")
        try Self.check(guidance?.isFinite ?? true, "--guidance is a plain number, for instance 2.5.")
        try Self.check((1...Self.largestScale).contains(scale), "--scale is a number from 1 to \(Self.largestScale).")
        try Self.check(!output.isEmpty, "--output is the path of a folder.")
    }

    func run() async throws {
        try await reportingFailures {
            let folder = try PictureFolder(path: output, overwrites: overwrite)
            let display = Display(
                outputIsTerminal: Output.standard.isTerminal, errorIsTerminal: Output.standardError.isTerminal,
                environment: Environment.variables, showsPictures: !noPreview)
            try await server.withLastingClient { client in
                let connection = try await client.connection(patience: .zero)
                let plan = try GenerationPlan(self, models: try await connection.models(), limits: connection.welcome)
                try await Generation(plan: plan, client: client, folder: folder, display: display).run()
            }
        }
    }

    private static func check(_ condition: Bool, _ complaint: String) throws {
        guard condition else { throw ValidationError(complaint) }
    }
}

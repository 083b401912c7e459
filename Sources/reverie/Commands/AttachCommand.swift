import ArgumentParser
import WireProtocol
import WireTransport

struct AttachCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "attach", abstract: "Watches a job that was asked for before, and writes its pictures.",
        discussion: "Ctrl-C ends the watching; the job goes on.")

    @Argument(help: "The job's id: 32 hexadecimal digits.")
    var job: JobID

    @OptionGroup var server: ServerOption

    @Option(name: .shortAndLong, help: ArgumentHelp("Where the pictures go; made if need be.", valueName: "folder"))
    var output = "."

    @Option(help: "Write every pixel as a square of this many pixels, 1 to \(GenerateCommand.largestScale).")
    var scale = 1

    @Flag(help: "Show the progress only.")
    var noPreview = false

    @Flag(help: "Replace files of the same name. Otherwise a number is added to the name.")
    var overwrite = false

    func validate() throws {
        guard (1...GenerateCommand.largestScale).contains(scale) else {
            throw ValidationError("--scale is a number from 1 to \(GenerateCommand.largestScale).")
        }
        guard !output.isEmpty else { throw ValidationError("--output is the path of a folder.") }
    }

    func run() async throws {
        try await reportingFailures {
            let folder = try PictureFolder(path: output, overwrites: overwrite)
            let display = Display(
                outputIsTerminal: Output.standard.isTerminal, errorIsTerminal: Output.standardError.isTerminal,
                environment: Environment.variables, showsPictures: !noPreview)
            try await server.withLastingClient { client in
                _ = try await client.connection(patience: .zero)
                let viewing = Viewing(previewEvery: display == nil ? 0 : 1)
                let (attached, events) = try await client.attach(AttachRequest(job: job, viewing: viewing))
                let plan = try GenerationPlan(attached, previewContent: .x0, scale: scale)
                var generation = Generation(plan: plan, client: client, folder: folder, display: display)
                generation.cancelsOnInterrupt = false
                try await generation.stay(with: events)
            }
        }
    }
}

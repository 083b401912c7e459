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

    @OptionGroup var given: GivenPicture

    @Option(help: "How much of it is drawn anew, as the share of the steps that are made, 0 to 1. (default: 0.6)")
    var strength: Float?

    @Option(help: ArgumentHelp("One look at this timestep in place of steps, 1 to 1000.", valueName: "timestep"))
    var estimate: UInt32?

    @OptionGroup var server: ServerOption
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Display") var view: ViewOptions
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
            var wish = try given.wish(bench.shelf)
            (wish.strength, wish.estimate) = (strength, estimate)
            let job = try bench.shelf.job(wish)
            try await bench.generation([job], content: view.preview?.content ?? .both).run()
        }
    }
}

import ArgumentParser
import ImageCoding
import WireProtocol

struct InpaintCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inpaint", abstract: "Draws a part of a picture anew and keeps the rest to the last bit.")

    @OptionGroup var given: GivenPicture

    @Option(
        help: ArgumentHelp("A picture (PNG) that is white where to draw and black where to keep.", valueName: "file"),
        completion: .file(extensions: ["png"]))
    var mask: String

    @Option(
        help: "How much is drawn anew within the mask, as the share of the steps that are made, 0 to 1. (default: 1)")
    var strength: Float?

    @Option(help: "How many pictures.")
    var count: UInt8 = 1

    @OptionGroup var server: ServerOption
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Display") var view: ViewOptions
    @OptionGroup(title: "Reports") var report: ReportOptions

    func validate() throws {
        guard 0...1 ~= strength ?? 0 else { throw ValidationError("--strength is a number from 0 to 1.") }
        guard count >= 1 else { throw ValidationError("--count is a number from 1 to 255.") }
    }

    func run() async throws {
        let desk = Workbench(server: server, output: output, view: view, report: report)
        try await desk.run { bench in
            var wish = try given.wish(bench.shelf)
            (wish.count, wish.strength, wish.mask) = (count, strength, mask)
            try await bench.generation([try bench.shelf.job(wish)], content: view.content).run()
        }
    }
}

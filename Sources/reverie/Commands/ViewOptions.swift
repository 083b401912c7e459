import ArgumentParser
import WireProtocol

/// What is seen of pictures that form.
struct ViewOptions: ParsableArguments {
    @Option(help: "What forms in the terminal: the picture as predicted (x0), the noise that it is in (xt), or both.")
    var preview: PreviewChoice?

    @Option(
        help: ArgumentHelp(
            "How pictures are shown: \(GraphicsChoice.allValueStrings.joined(separator: ", ")). (default: $REVERIE_GRAPHICS, the profile's, or as the terminal says)",
            valueName: "way"))
    var graphics: GraphicsChoice?

    @Flag(help: "Show the progress only.")
    var noPreview = false

    var content: PreviewContent { preview?.content ?? .x0 }

    func display(_ report: ReportOptions, profile: Profile) async throws -> Display? {
        let choice = try GraphicsChoice(
            option: graphics, environment: Environment.variables, profile: profile.graphics)
        // Lines of JSON and drawings do not go together on one terminal.
        guard !report.json || !Output.standard.isTerminal else { return nil }
        return await Display.current(showsPictures: !noPreview, choice: choice)
    }
}

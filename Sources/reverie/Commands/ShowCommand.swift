import ArgumentParser
import ImageCoding

struct ShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows pictures in the terminal, and the recipes that are inside.",
        discussion: "Any PNG file will do. Nothing is asked of a server.")

    @Argument(help: "The pictures' files, or - for standard input.", completion: .file(extensions: ["png"]))
    var pictures: [String]

    @Option(
        help: ArgumentHelp(
            "How pictures are shown: \(GraphicsChoice.allValueStrings.joined(separator: ", ")).", valueName: "way"))
    var graphics: GraphicsChoice?

    @OptionGroup(title: "Reports") var report: ReportOptions

    func run() async throws {
        try await report.reportingFailures {
            let environment = Environment.variables
            let profile = try Configuration(environment: environment).profile(environment["REVERIE_PROFILE"].nonEmpty)
            let choice = try GraphicsChoice(option: graphics, environment: environment, profile: profile.graphics)
            let isShown = Output.standard.isTerminal && !report.json
            let display = isShown ? await Display.current(showsPictures: true, choice: choice) : nil
            for path in pictures {
                let file = try PictureFile(path)
                let recipe = try file.recipeIfAny()
                if let display { try show(file.picture, display) }
                try report.tell(Self.report(file, recipe), else: Self.lines(file, recipe).map { $0 + "\n" }.joined())
            }
        }
    }

    private func show(_ picture: Picture, _ display: Display) throws {
        let size = Terminal.size(of: .standard) ?? TerminalSize(columns: 80, rows: 24)
        let drawing = StillPicture(picture: picture).drawing(display.style, size: size)
        guard drawing != Drawing() else { return }
        var canvas = Canvas(style: display.style)
        try Output.standard.write(canvas.draw(drawing, size: size) + "\n")
    }

    static func lines(_ file: PictureFile, _ recipe: PictureRecipe?) -> [String] {
        let size = "\(file.picture.width) x \(file.picture.height) \(file.picture.channels == 1 ? "grey" : "colour")"
        let heading = "\(file.path.printable)  \(size)"
        guard let recipe else { return [heading, "  no recipe"] }
        return [heading] + RecipeLines.lines(recipe).map { "  " + $0 }
    }

    static func report(_ file: PictureFile, _ recipe: PictureRecipe?) -> Report {
        Report(
            "shown",
            [
                "file": .text(file.path), "width": .integer(file.picture.width),
                "height": .integer(file.picture.height), "channels": .integer(file.picture.channels),
                "recipe": recipe.map(RecipeLines.json) ?? .null,
            ])
    }
}

/// A picture that is shown once.
private struct StillPicture {
    let picture: Picture

    func drawing(_ style: Display.Style, size: TerminalSize) -> Drawing {
        guard case .pictures(let graphics, let cell) = style, graphics != .bar else { return Drawing() }
        let room = TerminalSize(columns: size.columns - 1, rows: max(1, size.rows - 4))
        switch graphics {
        case .kitty, .iterm2, .sixel:
            guard
                let grid = PictureGrid(
                    count: 1, width: picture.width, height: picture.height, room: room, cell: cell)
            else { return Drawing() }
            return Drawing(emptyRows: grid.rows(count: 1), pictures: grid.placed([picture]), lines: [""])
        case .truecolor, .colours256, .bar:
            let grid = PictureGrid(count: 1, width: picture.width, height: picture.height, room: room)
            let colour: HalfBlocks.Colour = graphics == .truecolor ? .trueColour : .palette256
            return Drawing(lines: grid?.lines([picture], colour: colour) ?? [])
        }
    }
}

import ImageCoding

/// How progress is shown, and where.
struct Display: Equatable, Sendable {
    enum Style: Equatable, Sendable {
        /// Pictures over a status line.
        case pictures(Graphics, cell: CellSize)
        /// The status line alone, redrawn in place.
        case status
        /// One line of plain characters.
        case plain
    }

    enum Stream: Equatable, Sendable {
        case output, error
    }

    let style: Style
    let stream: Stream
    /// Whether the terminal did not answer in time, and may yet.
    var awaitsAnswers = false

    /// - Parameters:
    ///   - stream: of a terminal.
    ///   - environment: TERM tells what the terminal can, COLORTERM whether it knows 24-bit colours, and NO_COLOR
    ///     (no-color.org) that none are wanted.
    ///   - answers: the terminal's own; nil if it was not asked.
    init(
        stream: Stream, environment: [String: String], showsPictures: Bool, choice: GraphicsChoice,
        answers: TerminalAnswers?
    ) {
        self.stream = stream
        awaitsAnswers = answers.map { !$0.isComplete } ?? false
        if case .chosen(let graphics) = choice {
            style =
                graphics == .bar ? .plain : showsPictures ? .pictures(graphics, cell: answers?.cell ?? .usual) : .status
        } else if Self.isPlain(environment) {
            style = .plain
        } else if !showsPictures {
            style = .status
        } else {
            style = .pictures(Self.best(environment, answers), cell: answers?.cell ?? .usual)
        }
    }

    /// The stream that is a terminal, standard output's first; nil if there is none.
    static func stream(outputIsTerminal: Bool, errorIsTerminal: Bool) -> Stream? {
        outputIsTerminal ? .output : errorIsTerminal ? .error : nil
    }

    /// Whether the terminal is to be asked: one that may not know escape sequences would show the questions.
    static func asksTerminal(environment: [String: String], showsPictures: Bool, choice: GraphicsChoice) -> Bool {
        guard showsPictures else { return false }
        switch choice {
        case .automatic: return !isPlain(environment) && environment["TERM"] != "linux"
        // Only these need to know how large a cell is.
        case .chosen(let graphics): return graphics == .kitty || graphics == .sixel
        }
    }

    private static func best(_ environment: [String: String], _ answers: TerminalAnswers?) -> Graphics {
        if answers?.speaksKitty == true { return .kitty }
        // What the environment says may be of a terminal around this one.
        let names = answers?.name.map { [$0] } ?? [environment["TERM_PROGRAM"], environment["LC_TERMINAL"]]
        if names.contains(where: { name in inlineImages.contains { name?.hasPrefix($0) == true } }) { return .iterm2 }
        if answers?.showsSixels == true { return .sixel }
        let isTrueColour =
            answers?.showsTrueColour == true || ["truecolor", "24bit"].contains(environment["COLORTERM"])
            || environment["TERM"]?.hasSuffix("-direct") == true
        return isTrueColour ? .truecolor : .colours256
    }

    private static func isPlain(_ environment: [String: String]) -> Bool {
        colourless.contains(environment["TERM"] ?? "") || environment["NO_COLOR"].nonEmpty != nil
    }

    /// What terminals that speak iTerm2's protocol call themselves.
    private static let inlineImages = ["iTerm", "WezTerm", "mintty"]

    private static let colourless: Set = ["", "dumb", "unknown", "cons25", "emacs", "vt52", "vt100", "vt102", "vt220"]
}

extension Display {
    /// Finds out about the program's own terminal, asking it if need be; nil if there is none.
    static func current(showsPictures: Bool, choice: GraphicsChoice) async -> Display? {
        let environment = Environment.variables
        guard
            let stream = stream(
                outputIsTerminal: Output.standard.isTerminal, errorIsTerminal: Output.standardError.isTerminal)
        else { return nil }
        var answers: TerminalAnswers?
        if asksTerminal(environment: environment, showsPictures: showsPictures, choice: choice) {
            answers = await ControllingTerminal()?.ask()
        }
        return Display(
            stream: stream, environment: environment, showsPictures: showsPictures, choice: choice, answers: answers)
    }
}

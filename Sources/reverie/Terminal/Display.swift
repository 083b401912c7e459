import ImageCoding

/// How progress is shown, and where.
struct Display: Equatable, Sendable {
    enum Style: Equatable, Sendable {
        /// Pictures over a status line.
        case pictures(TerminalGraphics.Colour)
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

    /// nil if there is no terminal to show it on.
    ///
    /// - Parameter environment: TERM tells what the terminal can, COLORTERM whether it knows 24-bit colours, and
    ///   NO_COLOR (no-color.org) that none are wanted.
    init?(
        outputIsTerminal: Bool, errorIsTerminal: Bool, environment: [String: String], showsPictures: Bool
    ) {
        guard outputIsTerminal || errorIsTerminal else { return nil }
        stream = outputIsTerminal ? .output : .error
        let name = environment["TERM"] ?? ""
        if Self.colourless.contains(name) || environment["NO_COLOR"].map({ !$0.isEmpty }) == true {
            style = .plain
        } else if !showsPictures {
            style = .status
        } else {
            let isTrueColour = ["truecolor", "24bit"].contains(environment["COLORTERM"]) || name.hasSuffix("-direct")
            style = .pictures(isTrueColour ? .trueColour : .palette256)
        }
    }

    private static let colourless: Set = ["", "dumb", "unknown", "cons25", "emacs", "vt52", "vt100", "vt102", "vt220"]
}

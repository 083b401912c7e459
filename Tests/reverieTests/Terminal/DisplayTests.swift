import ImageCoding
import Testing

@testable import reverie

@Suite struct DisplayTests {
    private func display(
        _ environment: [String: String], pictures: Bool = true, choice: GraphicsChoice = .automatic,
        answers: TerminalAnswers? = nil
    ) -> Display {
        Display(
            stream: .output, environment: environment, showsPictures: pictures, choice: choice, answers: answers)
    }

    private static func pictures(_ graphics: Graphics) -> Display.Style { .pictures(graphics, cell: .usual) }

    @Test(arguments: [
        (["TERM": "xterm-256color", "COLORTERM": "truecolor"], pictures(.truecolor)),
        (["TERM": "xterm", "COLORTERM": "24bit"], pictures(.truecolor)),
        (["TERM": "xterm-direct"], pictures(.truecolor)),
        (["TERM": "xterm-256color"], pictures(.colours256)),
        (["TERM": "xterm-256color", "COLORTERM": "yes"], pictures(.colours256)),
        (["TERM": "xterm", "TERM_PROGRAM": "iTerm.app"], pictures(.iterm2)),
        (["TERM": "dumb", "COLORTERM": "truecolor"], .plain), (["TERM": "vt100"], .plain), ([:], .plain),
        (["TERM": "xterm", "NO_COLOR": "1"], .plain), (["TERM": "xterm", "NO_COLOR": ""], pictures(.colours256)),
    ])
    func `the environment tells what the terminal can`(environment: [String: String], style: Display.Style) {
        #expect(display(environment).style == style)
    }

    private static let attributes = "\u{1B}[?62;22c"

    @Test(arguments: [
        (attributes, Graphics.colours256), ("\u{1B}[?62;4;22c", .sixel),
        ("\u{1B}_Gi=31;OK\u{1B}\\" + attributes, .kitty),
        ("\u{1B}_Gi=31;ENOTSUP\u{1B}\\" + attributes, .colours256),
        ("\u{1B}P>|WezTerm 20240203\u{1B}\\\u{1B}[?65;4c", .iterm2),
        ("\u{1B}P>|tmux 3.4\u{1B}\\" + attributes, .colours256),
        ("\u{1B}P1$r0;48:2::1:2:3m\u{1B}\\" + attributes, .truecolor), ("\u{1B}P0$r\u{1B}\\" + attributes, .colours256),
    ])
    func `the terminal's own answers go before it`(text: String, graphics: Graphics) {
        var answers = TerminalAnswers()
        answers.take(Array(text.utf8))
        #expect(answers.isComplete)
        // Within tmux the variable is of the terminal around it.
        let environment = ["TERM": "tmux-256color", "LC_TERMINAL": answers.name == nil ? "" : "iTerm2"]
        #expect(display(environment, answers: answers).style == Self.pictures(graphics))
    }

    @Test func `what the user says goes before all`() {
        let plain = ["TERM": "dumb", "NO_COLOR": "1"]
        #expect(display(plain, choice: .chosen(.sixel)).style == Self.pictures(.sixel))
        #expect(display(["TERM": "xterm-direct"], choice: .chosen(.bar)).style == .plain)
        #expect(throws: CommandFailure.self) {
            try GraphicsChoice(option: nil, environment: ["REVERIE_GRAPHICS": "magic"], profile: nil)
        }
        #expect(
            (try? GraphicsChoice(option: .automatic, environment: ["REVERIE_GRAPHICS": "sixel"], profile: "kitty"))
                == .automatic)
        #expect(
            (try? GraphicsChoice(option: nil, environment: ["REVERIE_GRAPHICS": "sixel"], profile: "kitty"))
                == .chosen(.sixel))
        #expect((try? GraphicsChoice(option: nil, environment: [:], profile: "256")) == .chosen(.colours256))
    }

    @Test(arguments: [
        (["TERM": "xterm"], true), (["TERM": "dumb"], false), (["TERM": "linux"], false), ([:], false),
        (["TERM": "xterm", "NO_COLOR": "1"], false),
    ])
    func `terminals that may show the questions are not asked`(environment: [String: String], isAsked: Bool) {
        #expect(Display.asksTerminal(environment: environment, showsPictures: true, choice: .automatic) == isAsked)
        #expect(!Display.asksTerminal(environment: environment, showsPictures: false, choice: .automatic))
    }

    @Test func `pictures can be left out`() {
        #expect(display(["TERM": "xterm"], pictures: false).style == .status)
        #expect(display(["TERM": "dumb"], pictures: false).style == .plain)
    }

    @Test func `it goes to a terminal, standard output's first`() {
        #expect(Display.stream(outputIsTerminal: true, errorIsTerminal: true) == .output)
        #expect(Display.stream(outputIsTerminal: false, errorIsTerminal: true) == .error)
        #expect(Display.stream(outputIsTerminal: true, errorIsTerminal: false) == .output)
        #expect(Display.stream(outputIsTerminal: false, errorIsTerminal: false) == nil)
    }
}

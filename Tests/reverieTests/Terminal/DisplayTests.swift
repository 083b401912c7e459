import ImageCoding
import Testing

@testable import reverie

@Suite struct DisplayTests {
    private func display(
        _ environment: [String: String], output: Bool = true, error: Bool = true, pictures: Bool = true
    ) -> Display? {
        Display(
            outputIsTerminal: output, errorIsTerminal: error, environment: environment, showsPictures: pictures)
    }

    @Test(arguments: [
        (["TERM": "xterm-256color", "COLORTERM": "truecolor"], Display.Style.pictures(.trueColour)),
        (["TERM": "xterm", "COLORTERM": "24bit"], .pictures(.trueColour)),
        (["TERM": "xterm-direct"], .pictures(.trueColour)),
        (["TERM": "xterm-256color"], .pictures(.palette256)),
        (["TERM": "xterm-256color", "COLORTERM": "yes"], .pictures(.palette256)),
        (["TERM": "dumb", "COLORTERM": "truecolor"], .plain), (["TERM": "vt100"], .plain), ([:], .plain),
        (["TERM": "xterm", "NO_COLOR": "1"], .plain), (["TERM": "xterm", "NO_COLOR": ""], .pictures(.palette256)),
    ])
    func `the environment tells what the terminal can`(environment: [String: String], style: Display.Style) {
        #expect(display(environment)?.style == style)
    }

    @Test func `pictures can be left out`() {
        #expect(display(["TERM": "xterm"], pictures: false)?.style == .status)
        #expect(display(["TERM": "dumb"], pictures: false)?.style == .plain)
    }

    @Test func `it goes to a terminal, standard output's first`() {
        #expect(display([:], output: true, error: true)?.stream == .output)
        #expect(display([:], output: false, error: true)?.stream == .error)
        #expect(display([:], output: true, error: false)?.stream == .output)
        #expect(display([:], output: false, error: false) == nil)
    }
}

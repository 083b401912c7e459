import Testing

@testable import reverie

@Suite struct ScreenTests {
    private static let size = TerminalSize(columns: 80, rows: 24)

    @Test func `each drawing goes over the last one`() {
        var screen = Screen()
        let first = screen.draw(["a", "b", "c"], size: Self.size)
        #expect(first == "\u{1B}[?2026h\u{1B}[?7l\ra\u{1B}[K\r\nb\u{1B}[K\r\nc\u{1B}[K\u{1B}[J\u{1B}[?7h\u{1B}[?2026l")
        #expect(screen.draw(["d"], size: Self.size).hasPrefix("\u{1B}[?2026h\u{1B}[?7l\r\u{1B}[2Ad\u{1B}[K\u{1B}[J"))
        #expect(screen.draw(["e"], size: Self.size).hasPrefix("\u{1B}[?2026h\u{1B}[?7l\re"))
    }

    @Test func `another size starts a fresh screen`() {
        var screen = Screen()
        _ = screen.draw(["a", "b"], size: Self.size)
        let text = screen.draw(["a"], size: TerminalSize(columns: 70, rows: 24))
        #expect(text.hasPrefix("\u{1B}[?2026h\u{1B}[?7l\u{1B}[H\u{1B}[Ja"))
    }

    @Test func `a plain line is blanked where the new one is shorter`() {
        var line = LineScreen()
        #expect(line.draw("step 10", size: Self.size) == "\rstep 10")
        #expect(line.draw("done", size: Self.size) == "\rdone   ")
        #expect(line.draw("ok", size: Self.size) == "\rok  ")
        #expect(line.draw("much too long", size: TerminalSize(columns: 5, rows: 1)) == "\rmuch")
    }
}

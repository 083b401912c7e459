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

    @Test func `a terminal that became narrower is cleared as far as the lines may reach now`() {
        var screen = Screen()
        _ = screen.draw([String(repeating: "x", count: 60), "\u{1B}[1mab\u{1B}[0m"], size: Self.size)
        // The first line takes three rows now, the cursor is in the fourth.
        let text = screen.draw(["a"], size: TerminalSize(columns: 25, rows: 24))
        #expect(text.hasPrefix("\u{1B}[?2026h\u{1B}[?7l\r\u{1B}[3A\u{1B}[Ja"))
        let wider = screen.draw(["b"], size: TerminalSize(columns: 70, rows: 24))
        #expect(wider.hasPrefix("\u{1B}[?2026h\u{1B}[?7l\r\u{1B}[Jb"))
    }

    @Test func `what is laid over empty rows is put there from below and leaves the cursor alone`() {
        var screen = Screen()
        let overlay = Screen.Overlay(row: 1, column: 4, text: "PICTURE")
        let first = screen.draw(["status"], emptyRows: 3, overlays: [overlay], size: Self.size)
        #expect(
            first == "\u{1B}[?2026h\u{1B}[?7l\r\u{1B}[K\r\n\u{1B}[K\r\n\u{1B}[K\r\n"
                + "\u{1B}7\u{1B}[2A\u{1B}[4CPICTURE\u{1B}8status\u{1B}[K\u{1B}[J\u{1B}[?7h\u{1B}[?2026l")
        #expect(!screen.loses(emptyRows: 3, size: Self.size) && screen.loses(emptyRows: 2, size: Self.size))
        // The rows are neither cleared nor written again.
        let next = screen.draw(["status 2"], emptyRows: 3, size: Self.size)
        #expect(next.hasPrefix("\u{1B}[?2026h\u{1B}[?7l\r\u{1B}[3A\u{1B}[3Bstatus 2"))
    }

    @Test func `it can be taken away`() {
        var screen = Screen()
        #expect(screen.clear() == "\r")
        _ = screen.draw(["a", "b"], emptyRows: 2, size: Self.size)
        #expect(screen.clear() == "\r\u{1B}[3A\u{1B}[J")
        #expect(screen.draw(["c"], size: Self.size).hasPrefix("\u{1B}[?2026h\u{1B}[?7l\rc"))
    }

    @Test func `a plain line is blanked where the new one is shorter`() {
        var line = LineScreen()
        #expect(line.draw("step 10", size: Self.size) == "\rstep 10")
        #expect(line.draw("done", size: Self.size) == "\rdone   ")
        #expect(line.draw("ok", size: Self.size) == "\rok  ")
        #expect(line.draw("much too long", size: TerminalSize(columns: 5, rows: 1)) == "\rmuch")
    }
}

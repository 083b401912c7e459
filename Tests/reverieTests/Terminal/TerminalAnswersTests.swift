import Testing

@testable import reverie

@Suite struct TerminalAnswersTests {
    /// What kitty 0.35 answers, byte by byte as a slow line brings it.
    private static let kitty =
        "\u{1B}_Gi=31;OK\u{1B}\\\u{1B}P>|kitty(0.35.2)\u{1B}\\\u{1B}[6;20;10t\u{1B}P1$r48:2:1:2:3m\u{1B}\\\u{1B}[?62;c"

    @Test func `answers are read however they come`() throws {
        var whole = TerminalAnswers()
        whole.take(Array(Self.kitty.utf8))
        var slow = TerminalAnswers()
        for byte in Self.kitty.utf8 {
            #expect(!slow.isComplete)
            slow.take([byte])
        }
        #expect(slow == whole && whole.isComplete)
        #expect(whole.speaksKitty && whole.showsTrueColour && !whole.showsSixels)
        #expect(whole.name == "kitty(0.35.2)" && whole.cell == CellSize(width: 10, height: 20))
    }

    @Test func `what people type meanwhile is no answer`() {
        var answers = TerminalAnswers()
        answers.take(Array("ls -l\n\u{1B}[A\u{1B}OP\u{1B}[?64;4;9c rest".utf8))
        #expect(answers.isComplete && answers.showsSixels && answers.name == nil)
    }

    @Test func `nonsense is dropped and never grows`() {
        var answers = TerminalAnswers()
        for _ in 0..<2000 { answers.take(Array("\u{1B}_\u{FF}\u{1B}Pjunk\u{1B}[6;0;99999999999t".utf8)) }
        answers.take([0x1B, 0x5C] + Array("\u{1B}[?1c".utf8))
        #expect(answers.isComplete && answers.cell == nil && !answers.speaksKitty)
    }

    @Test(arguments: [0, 1, 7, 99] as [UInt64])
    func `random bytes do no harm`(seed: UInt64) {
        var state = seed
        for _ in 0..<200 {
            var answers = TerminalAnswers()
            answers.take(
                (0..<300).map { _ in
                    state = state &* 6_364_136_223_846_793_005 &+ 1
                    return [0x1B, 0x5B, 0x50, 0x5F, 0x5C, 0x63, 0x3B, 0x31][Int(state >> 33) % 8]
                })
        }
    }

    @Test func `every terminal answers the last question`() {
        #expect(TerminalAnswers.questions.hasSuffix("\u{1B}[c"))
    }
}

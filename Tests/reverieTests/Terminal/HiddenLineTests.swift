import Testing

@testable import reverie

@Suite struct HiddenLineTests {
    @Test(
        arguments: [
            ("abc\n", .line("abc")), ("\n", .line("")), ("ab\u{7F}c\r", .line("ac")), ("é\u{7F}\u{8}x\n", .line("x")),
            ("ab\u{15}c\n", .line("c")), ("\u{4}", .end), ("a\u{4}b\n", .line("ab")), ("a\u{3}", .interrupted),
            ("a\u{1A}\u{1B}b\n", .line("ab")), ("abc", nil),
        ] as [(String, HiddenLine.Outcome?)])
    func `keys make a line`(keys: String, outcome: HiddenLine.Outcome?) {
        var line = HiddenLine()
        #expect(keys.utf8.lazy.compactMap { line.take($0) }.first == outcome)
    }
}

import Testing

@testable import reverie

@Suite struct KeystrokeTests {
    @Test(arguments: [
        ("q", "q"), ("qd", "q"), ("\u{1B}", "\u{1B}"), ("\u{1B}[A", nil), ("\u{1B}[1;5Cq", "q"), ("\u{1B}OAq", "q"),
        ("\u{1B}xq", "q"), ("\u{1B}[", nil), ("\u{1B}O", nil), ("\u{1B}[Aq\u{1B}[B", "q"), ("", nil),
    ])
    func `keys that send a sequence are passed over`(typed: String, key: String?) {
        #expect(Keystroke.first(in: Array(typed.utf8)) == key?.utf8.first)
    }
}

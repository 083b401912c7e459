import Testing

@testable import reverie

@Suite struct TextTests {
    @Test(arguments: [
        ("naïve シャツ 👩‍🎨", "naïve シャツ 👩‍🎨"), ("a\r\nb\tc", "a  b c"), ("\u{1B}[31mred", "\u{FFFD}[31mred"),
        ("\u{9B}2J\u{7F}\u{0}", "\u{FFFD}2J\u{FFFD}\u{FFFD}"), ("a\u{202E}b\u{2028}c", "a\u{FFFD}b c"),
    ])
    func `control characters are replaced`(text: String, printable: String) {
        #expect(text.printable.unicodeScalars.elementsEqual(printable.unicodeScalars))
    }

    @Test(arguments: [
        (Duration.zero, "0.0 s"), (.milliseconds(449), "0.4 s"), (.milliseconds(9940), "9.9 s"),
        (.milliseconds(9960), "10 s"), (.milliseconds(59_400), "59 s"), (.seconds(60), "1 min 0 s"),
        (.seconds(3725), "62 min 5 s"), (.seconds(-1), "0.0 s"),
    ])
    func `times are short`(time: Duration, text: String) {
        #expect(time.rounded == text)
    }

    @Test func `milliseconds have two decimals`() {
        #expect(
            Duration.microseconds(1005).inMilliseconds == "1.00 ms"
                || Duration.microseconds(1005).inMilliseconds == "1.01 ms")
        #expect(Duration.microseconds(70).inMilliseconds == "0.07 ms")
        #expect(Duration.seconds(2).inMilliseconds == "2000.00 ms")
    }

    @Test func `numbers that are too large for decimals are cut`() {
        #expect(Double.infinity.text(decimals: 1) == "1000000000000.0")
        #expect((-3.0).text(decimals: 0) == "0")
        #expect(Double.nan.text(decimals: 1) == "0.0")
    }
}

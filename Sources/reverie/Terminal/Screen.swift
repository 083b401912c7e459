/// The lines at the bottom of a terminal that are drawn over and over. A pure value: it makes the text to write.
///
/// Each drawing overwrites the last one in place, inside a synchronised update, which terminals that know it show at
/// once; the others show no flicker either, since nothing is cleared before it is written over.
struct Screen: Sendable {
    static let hideCursor = "\u{1B}[?25l"
    static let showCursor = "\u{1B}[?25h"
    private static let beginUpdate = "\u{1B}[?2026h"
    private static let endUpdate = "\u{1B}[?2026l"
    private static let wrapOff = "\u{1B}[?7l"
    private static let wrapOn = "\u{1B}[?7h"
    private static let clearToEndOfLine = "\u{1B}[K"
    private static let clearToEndOfScreen = "\u{1B}[J"
    private static let clearScreen = "\u{1B}[H\u{1B}[J"

    private var drawn: (lines: Int, size: TerminalSize)?

    /// The cursor stays at the end of the last line.
    mutating func draw(_ lines: [String], size: TerminalSize) -> String {
        let start =
            if let drawn, drawn.size != size {
                // A terminal moves its lines about when it gets another size: there is no telling where they are.
                Self.clearScreen
            } else if let drawn, drawn.lines > 1 {
                "\r\u{1B}[\(drawn.lines - 1)A"
            } else {
                "\r"
            }
        drawn = (lines.count, size)
        let body = lines.map { $0 + Self.clearToEndOfLine }.joined(separator: "\r\n")
        return Self.beginUpdate + Self.wrapOff + start + body + Self.clearToEndOfScreen + Self.wrapOn + Self.endUpdate
    }
}

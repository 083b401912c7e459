/// The lines at the bottom of a terminal that are drawn over and over. A pure value: it makes the text to write.
///
/// Each drawing overwrites the last one in place, inside a synchronised update, which terminals that know it show at
/// once; the others show no flicker either, since nothing is cleared before it is written over.
struct Screen: Sendable {
    /// Something that is not made of characters, over rows that are left empty.
    struct Overlay: Equatable, Sendable {
        /// From the drawing's first row and column.
        var row: Int
        var column: Int
        /// What puts it there, with the cursor at its upper left corner.
        var text: String
    }

    static let hideCursor = "\u{1B}[?25l"
    static let showCursor = "\u{1B}[?25h"
    static let beginUpdate = "\u{1B}[?2026h"
    static let endUpdate = "\u{1B}[?2026l"
    private static let wrapOff = "\u{1B}[?7l"
    private static let wrapOn = "\u{1B}[?7h"
    private static let saveCursor = "\u{1B}7"
    private static let restoreCursor = "\u{1B}8"
    private static let clearToEndOfLine = "\u{1B}[K"
    private static let clearToEndOfScreen = "\u{1B}[J"

    private struct Drawn {
        var emptyRows: Int
        /// Columns that each line takes.
        var widths: [Int]
        var size: TerminalSize
    }

    private var drawn: Drawn?

    /// The cursor stays at the end of the last line.
    ///
    /// - Parameter emptyRows: above the lines, for what is laid over them.
    mutating func draw(
        _ lines: [String], emptyRows: Int = 0, overlays: [Overlay] = [], size: TerminalSize
    ) -> String {
        var text = Self.beginUpdate + Self.wrapOff + "\r" + start(size)
        let isSame = drawn?.emptyRows == emptyRows && drawn?.size == size
        if isSame, emptyRows > 0 {
            text += "\u{1B}[\(emptyRows)B"
        } else {
            text += String(repeating: Self.clearToEndOfLine + "\r\n", count: emptyRows)
        }
        for overlay in overlays {
            text += Self.saveCursor + "\u{1B}[\(emptyRows - overlay.row)A"
            if overlay.column > 0 { text += "\u{1B}[\(overlay.column)C" }
            text += overlay.text + Self.restoreCursor
        }
        text += lines.map { $0 + Self.clearToEndOfLine }.joined(separator: "\r\n") + Self.clearToEndOfScreen
        drawn = Drawn(
            emptyRows: emptyRows, widths: lines.map { min(TextWidth.columns($0), size.columns) }, size: size)
        return text + Self.wrapOn + Self.endUpdate
    }

    /// Takes away what was drawn; the cursor is where it began.
    mutating func clear() -> String {
        defer { drawn = nil }
        guard let drawn else { return "\r" }
        return "\r" + start(drawn.size) + Self.clearToEndOfScreen
    }

    /// Whether what lies over the empty rows is gone or has moved, so that it must be put there anew.
    func loses(emptyRows: Int, size: TerminalSize) -> Bool {
        drawn?.emptyRows != emptyRows || drawn?.size != size
    }

    /// Up to the first row of what was drawn. In a terminal that has become narrower its lines may have been broken into
    /// several; then all that they can have come to is cleared.
    private func start(_ size: TerminalSize) -> String {
        guard let drawn else { return "" }
        let isNarrower = size.columns < drawn.size.columns
        let heights = drawn.widths.map { isNarrower ? max(1, ($0 - 1) / max(1, size.columns) + 1) : 1 }
        let rows = min(drawn.emptyRows + heights.reduce(0, +) - 1, max(0, size.rows - 1))
        return (rows > 0 ? "\u{1B}[\(rows)A" : "") + (size == drawn.size ? "" : Self.clearToEndOfScreen)
    }
}

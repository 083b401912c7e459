import ImageCoding

/// Turns a progress view into what is written to the terminal to show it in place of what it showed before.
struct Canvas: Sendable {
    let style: Display.Style
    private var screen = Screen()
    private var line = LineScreen()
    /// The pictures that lie over the screen, where they do.
    private var shown: [PlacedPicture] = []
    private let firstImage: UInt32

    /// - Parameter firstImage: the number of the first picture to a terminal that numbers them; others follow. Two programs
    ///   on one terminal must not have the same.
    init(style: Display.Style, firstImage: UInt32 = .random(in: 1...0x7FFF_0000)) {
        self.style = style
        self.firstImage = firstImage
    }

    mutating func draw(_ view: any LiveView, size: TerminalSize) -> String {
        draw(view.drawing(style, size: size), size: size)
    }

    mutating func draw(_ drawing: Drawing, size: TerminalSize) -> String {
        guard style != .plain else { return line.draw(drawing.lines.joined(), size: size) }
        let anew = screen.loses(emptyRows: drawing.emptyRows, size: size)
        var overlays: [Screen.Overlay] = []
        for (index, placed) in drawing.pictures.enumerated() {
            guard anew || !shown.indices.contains(index) || shown[index] != placed else { continue }
            overlays.append(Screen.Overlay(row: placed.row, column: placed.column, text: text(placed, index)))
        }
        if anew {
            overlays += drawing.labels.map { Screen.Overlay(row: $0.row, column: $0.column, text: $0.text) }
        }
        let gone = shown.count > drawing.pictures.count ? deletion(drawing.pictures.count..<shown.count) : ""
        shown = drawing.pictures
        return gone + screen.draw(drawing.lines, emptyRows: drawing.emptyRows, overlays: overlays, size: size)
    }

    /// What puts a line above what is drawn, which is to be drawn again below.
    mutating func note(_ sentence: String) -> String {
        let clear = style == .plain ? line.clear() : deletion(0..<shown.count) + screen.clear()
        shown = []
        return clear + sentence + "\r\n"
    }

    private func text(_ placed: PlacedPicture, _ index: Int) -> String {
        guard case .pictures(let graphics, _) = style else { return "" }
        return switch graphics {
        case .kitty: KittyGraphics.show(placed.picture, id: firstImage + UInt32(index))
        // Without memory for it there is nothing to see, and nothing lost.
        case .iterm2: (try? InlineImage.show(placed.picture, columns: placed.columns, rows: placed.rows)) ?? ""
        case .sixel: Sixel.show(placed.picture)
        case .truecolor, .colours256, .bar: ""
        }
    }

    private func deletion(_ indices: Range<Int>) -> String {
        guard case .pictures(.kitty, _) = style else { return "" }
        return indices.map { KittyGraphics.delete(id: firstImage + UInt32($0)) }.joined()
    }
}

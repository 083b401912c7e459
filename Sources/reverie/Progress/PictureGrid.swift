import ImageCoding

/// How pictures of one size are laid out in a terminal: as large as they fit side by side, at most one pixel to one pixel.
struct PictureGrid: Equatable {
    /// Of a picture as it is shown, in pixels: a cell is one wide and two high.
    let width: Int
    let height: Int
    let picturesPerRow: Int

    /// Cells between pictures side by side.
    static let gap = 2
    /// A picture is not made narrower than this, unless it is.
    private static let narrowest = 8

    /// nil if the pictures cannot be shown in the room there is.
    init?(count: Int, width: Int, height: Int, room: TerminalSize) {
        guard count > 0, width > 0, height > 0 else { return nil }
        let widest = min(width, room.columns)
        let candidates = stride(from: widest, through: min(width, Self.narrowest), by: -1)
        for shownWidth in candidates {
            let shownHeight = max(1, (height * shownWidth + width / 2) / width)
            let fitting = (room.columns + Self.gap) / (shownWidth + Self.gap)
            guard fitting > 0 else { continue }
            let rows = (count - 1) / fitting + 1
            if rows * ((shownHeight + 1) / 2 + 1) - 1 <= room.rows {
                self.width = shownWidth
                self.height = shownHeight
                // No more in a row than it takes to fill all rows alike.
                picturesPerRow = (count - 1) / rows + 1
                return
            }
        }
        return nil
    }

    /// Lines of half blocks, with an empty line between rows of pictures.
    func lines(_ pictures: [Picture], colour: TerminalGraphics.Colour) -> [String] {
        let separator = String(repeating: " ", count: Self.gap)
        let rows = stride(from: 0, to: pictures.count, by: picturesPerRow).map { start in
            let blocks = pictures[start..<min(start + picturesPerRow, pictures.count)].map {
                TerminalGraphics.halfBlocks($0.resampled(width: width, height: height), colour: colour)
            }
            return (0..<(blocks.map(\.count).min() ?? 0)).map { line in
                blocks.map { $0[line] }.joined(separator: separator)
            }
        }
        return Array(rows.joined(separator: [""]))
    }
}

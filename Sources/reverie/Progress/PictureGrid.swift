import ImageCoding

/// How pictures of one size are laid out in a terminal: as large as they fit side by side.
struct PictureGrid: Equatable {
    /// Of a picture as it is shown, in pixels.
    let width: Int
    let height: Int
    let picturesPerRow: Int
    /// Pixels of a character cell.
    private let cellWidth: Int
    private let cellHeight: Int

    /// Cells between pictures side by side.
    static let gap = 2
    /// A picture of half blocks is not made narrower than this, unless it is.
    private static let narrowest = 8
    /// Rows of cells that a picture of real pixels takes at most.
    private static let highest = 20

    /// Made of half blocks: a cell is one pixel wide and two high, and a picture at most one pixel to one pixel.
    ///
    /// nil if the pictures cannot be shown in the room there is.
    init?(count: Int, width: Int, height: Int, room: TerminalSize, pairs: Bool = false) {
        let widths = stride(from: min(width, room.columns), through: min(width, Self.narrowest), by: -1)
        let sizes = widths.map { ($0, max(1, (height * $0 + max(width, 1) / 2) / max(width, 1))) }
        self.init(count: count, sizes: sizes, cell: (1, 2), room: room, pairs: pairs)
    }

    /// Made of the terminal's own pixels: every pixel of a picture becomes a square of them; a picture for which there is no
    /// room is made smaller.
    ///
    /// nil if the pictures cannot be shown in the room there is.
    init?(count: Int, width: Int, height: Int, room: TerminalSize, cell: CellSize, pairs: Bool = false) {
        guard width > 0, height > 0 else { return nil }
        let highest = min(room.rows, Self.highest) * cell.height
        let squares = stride(from: max(1, highest / height), through: 1, by: -1).map { (width * $0, height * $0) }
        let smaller = [2, 3, 4, 6, 8].map { (max(1, width / $0), max(1, height / $0)) }
        self.init(count: count, sizes: squares + smaller, cell: (cell.width, cell.height), room: room, pairs: pairs)
    }

    /// - Parameter sizes: that come into question, the best first.
    private init?(
        count: Int, sizes: [(width: Int, height: Int)], cell: (width: Int, height: Int), room: TerminalSize, pairs: Bool
    ) {
        guard count > 0 else { return nil }
        for size in sizes where size.width > 0 && size.height > 0 {
            let columns = (size.width - 1) / cell.width + 1
            var fitting = (room.columns + Self.gap) / (columns + Self.gap)
            if pairs, fitting > 1 { fitting -= fitting % 2 }
            guard fitting > 0 else { continue }
            let rows = (count - 1) / fitting + 1
            guard rows * ((size.height - 1) / cell.height + 2) - 1 <= room.rows else { continue }
            (width, height) = size
            (cellWidth, cellHeight) = cell
            // No more in a row than it takes to fill all rows alike.
            let even = (count - 1) / rows + 1
            picturesPerRow = pairs && fitting > 1 ? even + even % 2 : even
            return
        }
        return nil
    }

    /// Cells of a picture.
    private var columns: Int { (width - 1) / cellWidth + 1 }
    private var rows: Int { (height - 1) / cellHeight + 1 }

    /// Rows of cells for all pictures, with an empty one between rows of pictures.
    func rows(count: Int) -> Int {
        ((count - 1) / picturesPerRow + 1) * (rows + 1) - 1
    }

    /// Lines of half blocks, with a line between rows of pictures that is empty or has the numbers of those above it.
    func lines(_ pictures: [Picture], colour: HalfBlocks.Colour, isNumbered: Bool = false) -> [String] {
        let separator = String(repeating: " ", count: Self.gap)
        var lines: [String] = []
        for start in stride(from: 0, to: pictures.count, by: picturesPerRow) {
            let row = start..<min(start + picturesPerRow, pictures.count)
            let blocks = pictures[row].map {
                HalfBlocks.lines($0.resampled(width: width, height: height), colour: colour)
            }
            if start > 0, !isNumbered { lines.append("") }
            lines += (0..<(blocks.map(\.count).min() ?? 0)).map { line in
                blocks.map { $0[line] }.joined(separator: separator)
            }
            guard isNumbered else { continue }
            lines.append(
                row.map { number in
                    let text = String(number + 1)
                    return text + String(repeating: " ", count: max(0, columns - text.count))
                }.joined(separator: separator))
        }
        return lines
    }

    /// Their numbers, from 1, each below its picture.
    func labels(count: Int) -> [PlacedLabel] {
        (0..<count).map { index in
            PlacedLabel(
                row: index / picturesPerRow * (rows + 1) + rows,
                column: index % picturesPerRow * (columns + Self.gap), text: String(index + 1))
        }
    }

    /// The pictures in their places.
    func placed(_ pictures: [Picture]) -> [PlacedPicture] {
        pictures.enumerated().map { index, picture in
            let enlarged = width > picture.width ? picture.scaled(by: width / picture.width) : picture
            return PlacedPicture(
                row: index / picturesPerRow * (rows + 1), column: index % picturesPerRow * (columns + Self.gap),
                rows: rows,
                columns: columns, picture: enlarged.resampled(width: width, height: height))
        }
    }
}

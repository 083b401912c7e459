/// Rows of text in aligned columns; the last column is broken into lines where the width is limited.
struct TextTable: Equatable {
    let header: [String]
    let rows: [[String]]

    private static let gap = "  "
    /// The last column is not made narrower than this.
    private static let narrowest = 24

    /// - Parameter columns: the width of the terminal; nil if lines may be as long as they like.
    func lines(columns: Int?) -> [String] {
        let table = [header] + rows
        let leading = max(0, header.count - 1)
        let widths = (0..<leading).map { column in
            table.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        let indent = widths.reduce(0) { $0 + $1 + Self.gap.count }
        let room = columns.map { max(Self.narrowest, $0 - indent) }
        return table.flatMap { row in
            let start = zip(row, widths).map { $0.padded(to: $1) + Self.gap }.joined()
            let last = row.count > leading ? row[leading] : ""
            let broken = room.map { last.broken(at: $0) } ?? [last]
            return broken.enumerated().map { index, text in
                (index == 0 ? start : String(repeating: " ", count: indent)) + text
            }
        }
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }

    /// The words in lines of at most `width` characters; a word that is longer has a line of its own.
    fileprivate func broken(at width: Int) -> [String] {
        var lines = [""]
        for word in split(separator: " ") {
            let line = lines[lines.count - 1]
            if line.isEmpty {
                lines[lines.count - 1] = String(word)
            } else if line.count + 1 + word.count <= width {
                lines[lines.count - 1] = line + " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }
}

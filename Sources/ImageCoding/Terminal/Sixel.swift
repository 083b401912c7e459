/// Pictures as sixels (DEC's VT330/VT340 programmer reference, volume 2, chapter 14): bands of six rows, drawn colour by
/// colour.
package enum Sixel {
    /// A picture, a pixel as a pixel, from the cursor on. Where the cursor is afterwards terminals do not agree on: save it
    /// before and restore it.
    package static func show(_ picture: Picture) -> String {
        let (palette, indices) = SixelPalette.quantize(picture)
        // 0;1: what is not drawn stays as it is. Then the aspect ratio, and the size, so that no row is added.
        var text = "\u{1B}P0;1q\"1;1;\(picture.width);\(picture.height)"
        for (index, colour) in palette.enumerated() {
            text += "#\(index);2;\(colour.red);\(colour.green);\(colour.blue)"
        }
        for top in stride(from: 0, to: picture.height, by: 6) {
            text += band(indices, width: picture.width, rows: top..<min(top + 6, picture.height))
        }
        return text + "\u{1B}\\"
    }

    /// The colours of a band over each other, and on to the next.
    private static func band(_ indices: [UInt8], width: Int, rows: Range<Int>) -> String {
        var columns: [UInt8: [UInt8]] = [:]
        for (bit, y) in rows.enumerated() {
            for x in 0..<width {
                columns[indices[y * width + x], default: [UInt8](repeating: 0, count: width)][x] |= 1 << bit
            }
        }
        let layers = columns.sorted { $0.key < $1.key }.map { "#\($0.key)" + packed($0.value) }
        return layers.joined(separator: "$") + "-"
    }

    /// Six pixels a character, from `?` (none) to `~` (all); a run of more than three is `!`, its length and the character.
    private static func packed(_ column: [UInt8]) -> String {
        let end = (column.lastIndex { $0 != 0 } ?? -1) + 1
        var text = ""
        var position = 0
        while position < end {
            let bits = column[position]
            let run = column[position..<end].prefix { $0 == bits }.count
            let character = Character(Unicode.Scalar(bits + 0x3F))
            text += run > 3 ? "!\(run)\(character)" : String(repeating: character, count: run)
            position += run
        }
        return text
    }
}

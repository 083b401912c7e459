extension Picture {
    /// Pictures of one size as a numbered sheet: each has its number, from 1, below its lower left corner.
    ///
    /// nil as for ``sheet(_:columns:gap:)``.
    package static func numberedSheet(_ pictures: [Picture], columns: Int, gap: Int) -> Picture? {
        sheet(pictures.enumerated().map { $1.numbered($0 + 1) }, columns: columns, gap: gap)
    }

    /// The picture with a white strip below it that has the number on it in black.
    private func numbered(_ number: Int) -> Picture {
        var strip = [UInt8](repeating: 255, count: width * (Digits.height + 2) * channels)
        for (place, digit) in String(number).utf8.enumerated() {
            let rows = Digits.rows(digit)
            for y in 0..<Digits.height {
                for x in 0..<Digits.width where rows[y] >> (Digits.width - 1 - x) & 1 == 1 {
                    let column = place * (Digits.width + 1) + x
                    guard column < width else { continue }
                    let pixel = ((y + 1) * width + column) * channels
                    for channel in 0..<channels { strip[pixel + channel] = 0 }
                }
            }
        }
        return Picture(
            checkedWidth: width, height: height + Digits.height + 2, channels: channels, bytes: bytes + strip)
    }
}

/// Digits of three by five pixels.
private enum Digits {
    static let width = 3
    static let height = 5

    private static let shapes: [[UInt8]] = [
        [0b111, 0b101, 0b101, 0b101, 0b111], [0b010, 0b110, 0b010, 0b010, 0b111], [0b111, 0b001, 0b111, 0b100, 0b111],
        [0b111, 0b001, 0b111, 0b001, 0b111], [0b101, 0b101, 0b111, 0b001, 0b001], [0b111, 0b100, 0b111, 0b001, 0b111],
        [0b111, 0b100, 0b111, 0b101, 0b111], [0b111, 0b001, 0b010, 0b010, 0b010], [0b111, 0b101, 0b111, 0b101, 0b111],
        [0b111, 0b101, 0b111, 0b001, 0b111],
    ]

    static func rows(_ digit: UInt8) -> [UInt8] {
        let place = Int(digit) - 0x30
        return shapes.indices.contains(place) ? shapes[place] : [UInt8](repeating: 0, count: height)
    }
}

/// Pictures as text for a terminal: two pixels a character cell, the upper one as the colour of the upper half block
/// U+2580, the lower one as the cell's background (ECMA-48, SGR 38 and 48).
package enum HalfBlocks {
    package enum Colour: Sendable {
        /// 24 bits a pixel.
        case trueColour
        /// The colour cube and the grey ramp of the 256 colours that nearly every terminal knows.
        case palette256
    }

    /// One line of text for every two rows of pixels, `picture.width` cells wide each. Every line begins with its own
    /// colours and ends with the terminal's, so that lines can be put side by side.
    package static func lines(_ picture: Picture, colour: Colour) -> [String] {
        stride(from: 0, to: picture.height, by: 2).map { y in
            var line = ""
            var upperBefore: String?
            var lowerBefore: String?
            for x in 0..<picture.width {
                let upper = "38;" + code(picture, x, y, colour)
                // The cells' lower half stays as it is below a picture of odd height.
                let lower = y + 1 < picture.height ? "48;" + code(picture, x, y + 1, colour) : nil
                let changes = [upper == upperBefore ? nil : upper, lower == lowerBefore ? nil : lower].compactMap(
                    \.self)
                if !changes.isEmpty {
                    line += "\u{1B}[" + changes.joined(separator: ";") + "m"
                }
                line += "\u{2580}"
                (upperBefore, lowerBefore) = (upper, lower)
            }
            return line + "\u{1B}[0m"
        }
    }

    private static func code(_ picture: Picture, _ x: Int, _ y: Int, _ colour: Colour) -> String {
        let pixel = (y * picture.width + x) * picture.channels
        let red = picture.bytes[pixel]
        let green = picture.channels == 3 ? picture.bytes[pixel + 1] : red
        let blue = picture.channels == 3 ? picture.bytes[pixel + 2] : red
        return switch colour {
        case .trueColour: "2;\(red);\(green);\(blue)"
        case .palette256: "5;\(TerminalPalette.index(red: red, green: green, blue: blue))"
        }
    }
}

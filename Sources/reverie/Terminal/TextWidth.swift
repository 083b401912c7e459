/// How many columns of a terminal a text takes.
enum TextWidth {
    /// Of plain text with escape sequences of colour (CSI) in it, which take none.
    static func columns(_ text: String) -> Int {
        var columns = 0
        var isEscape = false
        for scalar in text.unicodeScalars {
            if isEscape {
                isEscape = scalar == "[" || !(0x40...0x7E).contains(scalar.value)
            } else if scalar == "\u{1B}" {
                isEscape = true
            } else {
                columns += self.columns(scalar)
            }
        }
        return columns
    }

    /// As much of `text`, which holds no escape sequences, as `columns` can show, with an ellipsis where it is cut.
    static func cut(_ text: String, to columns: Int) -> String {
        guard self.columns(text) > columns else { return text }
        var room = columns - 1
        var cut = ""
        for character in text {
            room -= self.columns(String(character))
            if room < 0 { break }
            cut.append(character)
        }
        return columns > 0 ? cut + "…" : ""
    }

    private static func columns(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control: 0
        default: isWide(scalar.value) ? 2 : 1
        }
    }

    /// East Asian wide and full-width letters, and emoji (UAX #11).
    private static func isWide(_ value: UInt32) -> Bool {
        switch value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
            0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F,
            0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x1FA70...0x1FAFF, 0x20000...0x3FFFD:
            true
        default: false
        }
    }
}

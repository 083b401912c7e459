extension String {
    /// The text on one line and without control characters, so that what a server says cannot command the terminal.
    var printable: String {
        String(String.UnicodeScalarView(unicodeScalars.map(\.printable)))
    }
}

extension Unicode.Scalar {
    fileprivate var printable: Unicode.Scalar {
        switch self {
        case "\n", "\r", "\t", "\u{2028}", "\u{2029}": " "
        // The joiners are part of words and emoji; other format characters can turn a line around.
        case "\u{200C}", "\u{200D}": self
        default: [.control, .format].contains(properties.generalCategory) ? "\u{FFFD}" : self
        }
    }
}

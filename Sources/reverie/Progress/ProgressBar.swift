/// A bar of characters for a share of the work.
enum ProgressBar {
    /// In heavy and light lines, the rest of them faint.
    static func drawn(_ share: Double, width: Int) -> String {
        let done = filled(share, width)
        return "\u{1B}[38;5;110m" + String(repeating: "━", count: done) + "\u{1B}[38;5;238m"
            + String(repeating: "━", count: width - done) + "\u{1B}[0m"
    }

    /// In ASCII.
    static func plain(_ share: Double, width: Int) -> String {
        let done = filled(share, width)
        return "[" + String(repeating: "#", count: done) + String(repeating: "-", count: width - done) + "]"
    }

    private static func filled(_ share: Double, _ width: Int) -> Int {
        Int((min(1, max(0, share)) * Double(width)).rounded(.down))
    }
}

/// One line that is written over again and again with nothing but carriage returns, for terminals that know no more.
struct LineScreen: Sendable {
    private var width = 0

    mutating func clear() -> String {
        defer { width = 0 }
        return "\r" + String(repeating: " ", count: width) + "\r"
    }

    mutating func draw(_ line: String, size: TerminalSize) -> String {
        // The last column stays free: some terminals wrap as soon as it is written.
        let line = String(line.prefix(max(0, size.columns - 1)))
        let blanks = String(repeating: " ", count: max(0, width - line.count))
        width = line.count
        return "\r" + line + blanks
    }
}

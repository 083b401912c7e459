/// In character cells.
struct TerminalSize: Equatable, Sendable {
    var columns: Int
    var rows: Int
}

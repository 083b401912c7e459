/// A line that is typed key by key and not shown, for a terminal that does not edit it itself. A pure value.
struct HiddenLine: Equatable, Sendable {
    enum Outcome: Equatable, Sendable {
        case line(String)
        /// The end of input, with nothing typed.
        case end
        /// Ctrl-C.
        case interrupted
    }

    private var bytes: [UInt8] = []

    /// nil while the line goes on.
    mutating func take(_ byte: UInt8) -> Outcome? {
        switch byte {
        case 0x03: return .interrupted
        case 0x0A, 0x0D: return .line(String(decoding: bytes, as: UTF8.self))
        case 0x04: return bytes.isEmpty ? .end : nil
        // Backspace takes a whole character, however many bytes it has; Ctrl-U all of them.
        case 0x08, 0x7F: bytes = Array(String(decoding: bytes, as: UTF8.self).dropLast().utf8)
        case 0x15: bytes = []
        case 0..<0x20: break
        default: bytes.append(byte)
        }
        return nil
    }
}

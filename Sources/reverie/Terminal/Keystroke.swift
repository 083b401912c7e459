/// What a person types, as it comes from a terminal.
enum Keystroke {
    private static let escape: UInt8 = 0x1B

    /// The first key that sends one byte; nil if there is none. Keys that send a sequence, such as the arrows, are passed over.
    static func first(in bytes: [UInt8]) -> UInt8? {
        var rest = bytes[...]
        while let key = rest.popFirst() {
            guard key == escape, let introducer = rest.popFirst() else { return key }
            switch introducer {
            case UInt8(ascii: "["): rest = rest.drop { !(0x40...0x7E).contains($0) }.dropFirst()
            case UInt8(ascii: "O"): rest = rest.dropFirst()
            // A letter with the key "Alt".
            default: break
            }
        }
        return nil
    }
}

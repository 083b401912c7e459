/// The few pieces of ASN.1's Distinguished Encoding Rules (X.690) that a certificate is made of.
enum DER {
    static func sequence(_ parts: [[UInt8]]) -> [UInt8] { element(0x30, Array(parts.joined())) }

    static func set(_ parts: [[UInt8]]) -> [UInt8] { element(0x31, Array(parts.joined())) }

    /// - Parameter bytes: of a positive number, the first below 0x80 and, unless it is alone, above 0.
    static func integer(_ bytes: [UInt8]) -> [UInt8] { element(0x02, bytes) }

    /// - Parameter bytes: as X.690 packs the numbers of the identifier.
    static func objectIdentifier(_ bytes: [UInt8]) -> [UInt8] { element(0x06, bytes) }

    static func text(_ text: String) -> [UInt8] { element(0x0C, Array(text.utf8)) }

    /// A whole number of bytes of bits.
    static func bits(_ bytes: [UInt8]) -> [UInt8] { element(0x03, [0] + bytes) }

    /// UTCTime for the years it can tell, 1950 to 2049, as RFC 5280 asks; otherwise GeneralizedTime.
    ///
    /// - Parameter digits: `YYYYMMDDHHMMSSZ`.
    static func time(_ digits: String) -> [UInt8] {
        ("1950"..."2049").contains(String(digits.prefix(4)))
            ? element(0x17, Array(digits.dropFirst(2).utf8)) : element(0x18, Array(digits.utf8))
    }

    /// A part with a context-specific tag of its own.
    static func explicit(_ tag: UInt8, _ part: [UInt8]) -> [UInt8] { element(0xA0 | tag, part) }

    private static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        guard content.count >= 0x80 else { return [tag, UInt8(content.count)] + content }
        var length: [UInt8] = []
        var rest = content.count
        while rest > 0 {
            length.insert(UInt8(truncatingIfNeeded: rest), at: 0)
            rest >>= 8
        }
        return [tag, 0x80 | UInt8(length.count)] + length + content
    }
}

import Foundation

/// What captions are sorted by: capitals and accents aside, numbers by their value ("boot 2" before "boot 10"). A key is
/// compared byte by byte, so that an index can hold it.
enum CaptionOrder {
    /// Captions that agree so far are in the order of their saving.
    private static let maximumBytes = 240

    static func key(_ caption: String) -> Data {
        let folded = caption.folding(
            options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: nil)
        var key = Data()
        var rest = Array(folded.utf8)[...]
        while let byte = rest.first, key.count < maximumBytes {
            let digits = rest.prefix(while: isDigit)
            if digits.isEmpty {
                key.append(byte)
                rest = rest.dropFirst()
            } else {
                let significant = digits.drop { $0 == zero }
                key.append(zero)
                key.append(UInt8(clamping: significant.count))
                key.append(contentsOf: significant)
                rest = rest.dropFirst(digits.count)
            }
        }
        return key.prefix(maximumBytes)
    }

    private static let zero = UInt8(ascii: "0")

    private static func isDigit(_ byte: UInt8) -> Bool { (zero...UInt8(ascii: "9")).contains(byte) }
}

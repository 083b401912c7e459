/// The SHA-256 of a PNG's bytes as 64 lower-case hexadecimal digits: the name of the picture in the catalogue and of
/// its file. Whoever holds a `PictureHash` may put it into a path: it cannot contain a separator or a dot.
package struct PictureHash: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    /// Throws `invalidHash` when `text` is anything else than 64 lower-case hexadecimal digits.
    package init(_ text: some StringProtocol) throws(CatalogueError) {
        let digits = text.utf8
        guard digits.count == 64, digits.allSatisfy(PictureHash.isDigit) else {
            throw CatalogueError(
                .invalidHash, "A picture's address is made of 64 hexadecimal digits (0-9, a-f): this one is not.")
        }
        description = String(text)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
}

/// How the pixels of a PREVIEW or IMAGE are packed. A client chooses for each request.
package enum PixelEncoding: UInt8, CaseIterable, Sendable {
    /// As they are.
    case raw = 0
    /// A zlib stream (RFC 1950) of them.
    case zlib = 1
    /// A PNG file; the pictures of a preview stand in it one below the other.
    case png = 2
}

/// A picture of bytes, interleaved [height, width, channels].
package struct Picture: Sendable, Equatable {
    package let width: Int
    package let height: Int
    /// 1 (grey) or 3 (red, green, blue).
    package let channels: Int
    package let bytes: [UInt8]

    /// nil if there is no pixel, the channels are neither 1 nor 3, or the bytes are not width x height x channels.
    package init?(width: Int, height: Int, channels: Int, bytes: [UInt8]) {
        guard width > 0, height > 0, channels == 1 || channels == 3 else { return nil }
        let (pixels, pixelsOverflow) = width.multipliedReportingOverflow(by: height)
        let (count, countOverflow) = pixels.multipliedReportingOverflow(by: channels)
        guard !pixelsOverflow, !countOverflow, bytes.count == count else { return nil }
        self.init(checkedWidth: width, height: height, channels: channels, bytes: bytes)
    }

    init(checkedWidth width: Int, height: Int, channels: Int, bytes: [UInt8]) {
        self.width = width
        self.height = height
        self.channels = channels
        self.bytes = bytes
    }
}

extension Picture {
    /// The longest side that is read from or written to a file.
    package static let maximumSide = 16_384
    /// The most pixels that are read from or written to a file.
    package static let maximumPixels = 1 << 25

    /// Whether a file may hold a picture of this size; asked before any memory is taken for its pixels.
    package static func isAllowed(width: Int, height: Int) -> Bool {
        (1...maximumSide).contains(width) && (1...maximumSide).contains(height) && width * height <= maximumPixels
    }
}

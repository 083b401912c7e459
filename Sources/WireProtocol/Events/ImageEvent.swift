package import NIOCore

/// A finished picture. Every picture of a job is sent once, before FINISHED.
///
///     IMAGE 0x8007
///     index      u8      0 to count - 1
///     width      u16
///     height     u16
///     channels   u8      1: grey, 3: red, green, blue
///     encoding   u8      0: raw, 1: zlib, 2: PNG
///     pixels     bytes   raw: height * width * channels, row by row
package struct ImageEvent: WireMessage {
    package static let type = MessageType.image

    package var index: UInt8
    package var width: UInt16
    package var height: UInt16
    package var channels: UInt8
    package var encoding: PixelEncoding
    /// [height, width, channels] if raw.
    package var pixels: [UInt8]

    package init(
        index: UInt8, width: UInt16, height: UInt16, channels: UInt8, encoding: PixelEncoding = .raw, pixels: [UInt8]
    ) {
        self.index = index
        self.width = width
        self.height = height
        self.channels = channels
        self.encoding = encoding
        self.pixels = pixels
    }

    package init(from reader: inout WireReader) throws(WireDecodingError) {
        index = try reader.integer("index")
        width = try reader.integer("width")
        height = try reader.integer("height")
        channels = try reader.integer("channels")
        encoding = try reader.choice("encoding")
        pixels = try reader.pixels(encoding, size: Int(height) * Int(width) * Int(channels))
    }

    package func encode(into buffer: inout ByteBuffer) throws(WireEncodingError) {
        let size = Int(height) * Int(width) * Int(channels)
        guard encoding != .raw || pixels.count == size else {
            throw .pixelsDisagree(type: Self.type, expected: size, found: pixels.count)
        }
        buffer.writeInteger(index)
        buffer.writeInteger(width)
        buffer.writeInteger(height)
        buffer.writeInteger(channels)
        buffer.writeInteger(encoding.rawValue)
        buffer.writeField(bytes: pixels)
    }
}

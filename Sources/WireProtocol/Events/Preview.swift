package import NIOCore

/// All pictures of a job as they are after a step. Previews may be lost; each says how many were before it.
///
///     PREVIEW 0x8006
///     step                    u32     1 to steps
///     steps                   u32
///     timestep                u32     of the noise schedule
///     content                 u8      0: x0, 1: x_t, 2: both
///     replaced                u32     previews of this request that were lost since the last one that was sent
///     costMicroseconds        u32     what making the preview cost the server
///     remainingMilliseconds   u32     until the last step; 0xFFFFFFFF: unknown
///     count                   u8      pictures
///     width                   u16
///     height                  u16
///     channels                u8      1: grey, 3: red, green, blue
///     encoding                u8      0: raw, 1: zlib, 2: PNG
///     pixels                  bytes   raw: count * height * width * channels, picture by picture, row by row;
///                                     both: every x0, then every x_t
package struct Preview: WireMessage {
    package static let type = MessageType.preview

    package var step: UInt32
    package var steps: UInt32
    package var timestep: UInt32
    package var content: PreviewContent
    package var replaced: UInt32
    package var costMicroseconds: UInt32
    package var remainingMilliseconds: UInt32
    package var count: UInt8
    package var width: UInt16
    package var height: UInt16
    package var channels: UInt8
    package var encoding: PixelEncoding
    /// [shown, height, width, channels] if raw.
    package var pixels: [UInt8]

    package init(
        step: UInt32, steps: UInt32, timestep: UInt32, content: PreviewContent, replaced: UInt32 = 0,
        costMicroseconds: UInt32, remainingMilliseconds: UInt32, count: UInt8, width: UInt16, height: UInt16,
        channels: UInt8, encoding: PixelEncoding = .raw, pixels: [UInt8]
    ) {
        self.step = step
        self.steps = steps
        self.timestep = timestep
        self.content = content
        self.replaced = replaced
        self.costMicroseconds = costMicroseconds
        self.remainingMilliseconds = remainingMilliseconds
        self.count = count
        self.width = width
        self.height = height
        self.channels = channels
        self.encoding = encoding
        self.pixels = pixels
    }

    package init(from reader: inout WireReader) throws(WireDecodingError) {
        step = try reader.integer("step")
        steps = try reader.integer("steps")
        timestep = try reader.integer("timestep")
        content = try reader.choice("content")
        replaced = try reader.integer("replaced")
        costMicroseconds = try reader.integer("costMicroseconds")
        remainingMilliseconds = try reader.integer("remainingMilliseconds")
        count = try reader.integer("count")
        width = try reader.integer("width")
        height = try reader.integer("height")
        channels = try reader.integer("channels")
        encoding = try reader.choice("encoding")
        let shown = Self.shown(content, count: count)
        pixels = try reader.pixels(encoding, size: shown * Int(height) * Int(width) * Int(channels))
    }

    package func encode(into buffer: inout ByteBuffer) throws(WireEncodingError) {
        let size = shown * pictureSize
        guard encoding != .raw || pixels.count == size else {
            throw .pixelsDisagree(type: Self.type, expected: size, found: pixels.count)
        }
        buffer.writeInteger(step)
        buffer.writeInteger(steps)
        buffer.writeInteger(timestep)
        buffer.writeInteger(content.rawValue)
        buffer.writeInteger(replaced)
        buffer.writeInteger(costMicroseconds)
        buffer.writeInteger(remainingMilliseconds)
        buffer.writeInteger(count)
        buffer.writeInteger(width)
        buffer.writeInteger(height)
        buffer.writeInteger(channels)
        buffer.writeInteger(encoding.rawValue)
        buffer.writeField(bytes: pixels)
    }
}

extension Preview {
    /// Until the last step; nil when nobody can tell.
    package var remaining: Duration? { Duration(wireMilliseconds: remainingMilliseconds) }

    /// Bytes of one picture.
    package var pictureSize: Int { Int(height) * Int(width) * Int(channels) }

    /// Pictures in the pixels: where both contents are shown, two for each of the job's.
    package var shown: Int { Self.shown(content, count: count) }

    fileprivate static func shown(_ content: PreviewContent, count: UInt8) -> Int {
        Int(count) * (content == .both ? 2 : 1)
    }

    /// The pixels of picture `index` of those shown, [height, width, channels]; empty if there is none, or they are packed.
    package func picture(_ index: Int) -> [UInt8] {
        guard encoding == .raw, index >= 0, index < shown, pixels.count == shown * pictureSize else { return [] }
        return Array(pixels[index * pictureSize..<(index + 1) * pictureSize])
    }

    /// The same preview with nothing but what was asked for; nil if that is not in it, or it is packed.
    package func showing(_ wanted: PreviewContent) -> Preview? {
        guard wanted != content else { return self }
        guard content == .both, encoding == .raw, pixels.count == shown * pictureSize else { return nil }
        var part = self
        part.content = wanted
        part.pixels = Array(wanted == .x0 ? pixels.prefix(pixels.count / 2) : pixels.suffix(pixels.count / 2))
        return part
    }
}

/// Animated PNG files (PNG specification, third edition, section 11.3.6): what knows only still pictures shows a still one.
package enum AnimatedPNG {
    package struct Frame: Sendable {
        package var picture: Picture
        /// How long it is shown; 0 is as fast as the viewer can.
        package var milliseconds: UInt16

        package init(_ picture: Picture, milliseconds: UInt16) {
            self.picture = picture
            self.milliseconds = milliseconds
        }
    }

    /// The most frames of a file: as many as a job has steps.
    package static let maximumFrames = 1000

    /// - Parameters:
    ///   - frames: at least one, all of one size and of as many channels.
    ///   - still: shown where animations are not known, and no part of this one; nil: the first frame is.
    ///   - scale: every pixel becomes a square of this many. One frame after the other is enlarged, not all at once.
    ///   - plays: how often the animation is played; 0: for ever.
    ///   - text: as iTXt chunks in front of the pixels.
    /// - Throws: `ImageError`.
    package static func encode(
        _ frames: [Frame], still: Picture? = nil, scale: Int = 1, plays: UInt32 = 0,
        text: [(keyword: String, text: String)] = []
    ) throws(ImageError) -> [UInt8] {
        guard let first = frames.first, frames.count <= maximumFrames else {
            throw ImageError(.tooLarge, "An animation has 1 to \(maximumFrames) frames, not \(frames.count).")
        }
        let pictures = frames.map(\.picture) + (still.map { [$0] } ?? [])
        guard pictures.allSatisfy({ $0.hasShape(of: first.picture) }) else {
            throw ImageError(.notWritten, "The frames of an animation are of one size and colour: these are not.")
        }
        let (width, height) = (first.picture.width * scale, first.picture.height * scale)
        guard Picture.isAllowed(width: width, height: height) else {
            throw ImageError(.tooLarge, "An animation of \(width) x \(height) pixels is too large.")
        }

        var sequence: UInt32 = 0
        func control(_ frame: Frame) -> [UInt8] {
            defer { sequence += 1 }
            return PNGChunk.encode(
                .frameControl,
                frameControl(frame.milliseconds, width: width, height: height, sequence: sequence))
        }

        let base = try PNGCodec.encode((still ?? first.picture).scaled(by: scale), text: text)
        var file = Array(base.prefix(PNGCodec.headerEnd))
        file += PNGChunk.encode(.animationControl, UInt32(frames.count).bigEndianBytes + plays.bigEndianBytes)
        if still == nil { file += control(first) }
        file += base.dropFirst(PNGCodec.headerEnd).dropLast(PNGChunk.emptyBytes)
        for frame in still == nil ? frames.dropFirst() : frames[...] {
            file += control(frame)
            let bytes = try PNGCodec.encode(frame.picture.scaled(by: scale))
            for chunk in try PNGChunk.all(in: bytes) where chunk.kind == .imageData {
                file += PNGChunk.encode(.frameData, sequence.bigEndianBytes + chunk.data)
                sequence += 1
            }
        }
        return file + PNGChunk.encode(.end, [])
    }

    /// Sequence number, width, height, offsets, delay as a fraction of seconds, what becomes of the canvas afterwards
    /// (0: it stays) and how the frame is laid over it (0: it replaces what is there).
    private static func frameControl(
        _ milliseconds: UInt16, width: Int, height: Int, sequence: UInt32
    ) -> [UInt8] {
        [sequence, UInt32(width), UInt32(height), 0, 0].flatMap(\.bigEndianBytes)
            + [UInt8(milliseconds >> 8), UInt8(milliseconds & 0xFF), UInt8(1000 >> 8), UInt8(1000 & 0xFF)]
            + [0, 0]
    }
}

extension Picture {
    /// Whether both have the same size and as many channels.
    package func hasShape(of other: Picture) -> Bool {
        (width, height, channels) == (other.width, other.height, other.channels)
    }
}

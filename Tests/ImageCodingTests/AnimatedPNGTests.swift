import ImageCoding
import TestSupport
import Testing

/// Read by `IndependentAnimation`, which shares nothing with the writer. Pillow reads the same files: `.ci/run` shows it a
/// whole denoising.
@Suite struct AnimatedPNGTests {
    private static func frames(_ count: Int, seed: UInt64) throws -> [AnimatedPNG.Frame] {
        var draws = RandomNumbers(seed: seed)
        let first = try draws.picture()
        return try (0..<count).map { index in
            let bytes = index == 0 ? first.bytes : draws.bytes(first.bytes.count)
            let picture = try #require(
                Picture(width: first.width, height: first.height, channels: first.channels, bytes: bytes))
            return AnimatedPNG.Frame(picture, milliseconds: UInt16.random(in: 0...2000, using: &draws))
        }
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `the frames come back to the pixel, with their times`(seed: UInt64) throws {
        let frames = try Self.frames(1 + Int(seed % 7), seed: seed)
        let file = try AnimatedPNG.encode(frames, plays: UInt32(seed), text: [("reverie", "{}")])

        let read = try #require(IndependentAnimation(file))
        #expect(read.plays == Int(seed) && read.announcedFrames == frames.count && read.sequenceIsWhole)
        #expect(read.stillIsFrame)
        #expect(read.frames.map(\.pixels) == frames.map(\.picture.bytes))
        #expect(read.frames.map(\.milliseconds) == frames.map { Double($0.milliseconds) })
        #expect(try PNGCodec.decode(file) == frames[0].picture)
        #expect(try PNGCodec.text(in: file).map(\.text) == ["{}"])
    }

    @Test func `a still picture is shown where animations are not known`() throws {
        let frames = try Self.frames(3, seed: 5)
        let file = try AnimatedPNG.encode(Array(frames.prefix(2)), still: frames[2].picture)

        let read = try #require(IndependentAnimation(file))
        #expect(!read.stillIsFrame && read.announcedFrames == 2 && read.sequenceIsWhole)
        #expect(read.frames.map(\.pixels) == frames.prefix(2).map(\.picture.bytes))
        #expect(try PNGCodec.decode(file) == frames[2].picture)
    }

    @Test func `frames that cannot be one animation are refused`() throws {
        let (one, other) = (try Self.frames(1, seed: 1), try Self.frames(1, seed: 2))
        #expect(throws: ImageError.self) { try AnimatedPNG.encode([]) }
        #expect(throws: ImageError.self) { try AnimatedPNG.encode(one + other) }
        #expect(throws: ImageError.self) { try AnimatedPNG.encode(one, still: other[0].picture) }
        let many = Array(repeating: one[0], count: AnimatedPNG.maximumFrames + 1)
        #expect(throws: ImageError.self) { try AnimatedPNG.encode(many) }
    }
}

import ImageCoding
import TestSupport
import Testing

@Suite struct PictureFittingTests {
    /// 4 x 2, the columns 0, 1, 2, 3.
    private static let wide = Picture(width: 4, height: 2, channels: 1, bytes: [0, 1, 2, 3, 0, 1, 2, 3])

    @Test func `what sticks out is cut off evenly`() throws {
        let fitted = try #require(Self.wide).fitted(width: 2, height: 2, .crop)
        #expect(fitted.bytes == [1, 2, 1, 2])
        let tall = try #require(Self.wide).fitted(width: 4, height: 1, .crop)
        #expect(tall.bytes == [0, 1, 2, 3])
    }

    @Test func `it is stretched`() throws {
        #expect(try #require(Self.wide).fitted(width: 2, height: 2, .stretch).bytes == [1, 3, 1, 3])
    }

    @Test func `the edges go on`() throws {
        let fitted = try #require(Self.wide).fitted(width: 4, height: 4, .extend)
        #expect(fitted.bytes == [0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3])
        let wider = try #require(Self.wide).fitted(width: 8, height: 2, .extend)
        #expect(wider.bytes == [0, 0, 0, 1, 2, 3, 3, 3, 0, 0, 0, 1, 2, 3, 3, 3])
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func `any size becomes any other`(seed: UInt64) throws {
        var draws = RandomNumbers(seed: seed)
        let picture = try draws.picture()
        for fitting: Picture.Fitting in [.stretch, .crop, .extend] {
            let (width, height) = (Int.random(in: 1...40, using: &draws), Int.random(in: 1...40, using: &draws))
            let fitted = picture.fitted(width: width, height: height, fitting)
            #expect(fitted.width == width && fitted.height == height && fitted.channels == picture.channels)
            let within = picture.sizeWithin(width: width, height: height)
            #expect(within.width <= width && within.height <= height)
            #expect(within.width == width || within.height == height)
        }
    }
}

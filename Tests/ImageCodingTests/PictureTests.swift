import ImageCoding
import Testing

@Suite struct PictureTests {
    @Test(arguments: [
        (0, 1, 1), (1, 0, 1), (1, 1, 2), (1, 1, 4), (2, 1, 1), (-1, -1, 1), (.max, .max, 3), (.max, 1, 3),
    ])
    func `sizes that disagree with the bytes make no picture`(width: Int, height: Int, channels: Int) {
        #expect(Picture(width: width, height: height, channels: channels, bytes: [7]) == nil)
    }

    @Test func `enlarging repeats every pixel`() {
        let picture = Picture(width: 2, height: 1, channels: 3, bytes: [1, 2, 3, 4, 5, 6])
        let row: [UInt8] = [1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6]
        #expect(picture?.scaled(by: 2) == Picture(width: 4, height: 2, channels: 3, bytes: row + row))
    }

    @Test(arguments: 0..<30 as Range<UInt64>)
    func `making smaller undoes enlarging`(seed: UInt64) throws {
        var draws = Draws(seed: seed)
        let picture = try draws.picture(side: 1...12)
        let enlarged = picture.scaled(by: Int.random(in: -1...5, using: &draws))
        #expect(enlarged.resampled(width: picture.width, height: picture.height) == picture)
    }

    @Test func `resampling takes the mean of the area, also of parts of pixels`() {
        let picture = Picture(width: 3, height: 1, channels: 1, bytes: [0, 90, 240])
        // 1.5 pixels each: (0 + 90 / 2) / 1.5 and (90 / 2 + 240) / 1.5.
        #expect(picture?.resampled(width: 2, height: 1) == Picture(width: 2, height: 1, channels: 1, bytes: [30, 190]))
        #expect(picture?.resampled(width: 0, height: -3) == Picture(width: 1, height: 1, channels: 1, bytes: [110]))
        let square = Picture(width: 2, height: 2, channels: 3, bytes: [0, 10, 255, 0, 10, 255, 4, 10, 255, 6, 11, 255])
        #expect(square?.resampled(width: 1, height: 1).bytes == [3, 10, 255])
    }

    @Test(arguments: 0..<30 as Range<UInt64>)
    func `an even picture stays even in every size`(seed: UInt64) throws {
        var draws = Draws(seed: seed)
        let value = UInt8.random(in: 0...255, using: &draws)
        let (width, height) = (Int.random(in: 1...20, using: &draws), Int.random(in: 1...20, using: &draws))
        let bytes = [UInt8](repeating: value, count: width * height * 3)
        let picture = try #require(Picture(width: width, height: height, channels: 3, bytes: bytes))
        let (newWidth, newHeight) = (Int.random(in: 1...20, using: &draws), Int.random(in: 1...20, using: &draws))
        let resampled = picture.resampled(width: newWidth, height: newHeight)
        #expect(resampled.width == newWidth && resampled.height == newHeight)
        #expect(resampled.bytes == [UInt8](repeating: value, count: newWidth * newHeight * 3))
    }

    @Test func `a sheet lays pictures out row by row`() throws {
        let pictures = (1...3).compactMap { Picture(width: 1, height: 2, channels: 1, bytes: [$0, $0 + 10]) }
        let sheet = Picture.sheet(pictures, columns: 2, gap: 1)
        let expected: [UInt8] = [1, 255, 2, 11, 255, 12, 255, 255, 255, 3, 255, 255, 13, 255, 255]
        #expect(sheet == Picture(width: 3, height: 5, channels: 1, bytes: expected))
        #expect(Picture.sheet(pictures, columns: 99, gap: 0)?.bytes == [1, 2, 3, 11, 12, 13])
    }

    @Test func `a sheet that cannot be is none`() throws {
        let grey = try #require(Picture(width: 1, height: 1, channels: 1, bytes: [0]))
        let colour = try #require(Picture(width: 1, height: 1, channels: 3, bytes: [0, 0, 0]))
        #expect(Picture.sheet([], columns: 1, gap: 0) == nil)
        #expect(Picture.sheet([grey, colour], columns: 2, gap: 0) == nil)
        #expect(Picture.sheet([grey], columns: 0, gap: 0) == nil)
        #expect(Picture.sheet([grey], columns: 1, gap: -1) == nil)
        #expect(Picture.sheet([grey, grey], columns: 2, gap: .max) == nil)
        #expect(Picture.sheet([grey, grey], columns: 2, gap: Picture.maximumSide) == nil)
    }

    @Test func greyIsTheMeanOfColours() throws {
        let colours = try #require(Picture(width: 2, height: 1, channels: 3, bytes: [0, 10, 21, 255, 255, 255]))
        #expect(colours.converted(channels: 1)?.bytes == [10, 255])
        #expect(colours.converted(channels: 1)?.converted(channels: 3)?.bytes == [10, 10, 10, 255, 255, 255])
        #expect(colours.converted(channels: 3) == colours && colours.converted(channels: 2) == nil)
    }
}

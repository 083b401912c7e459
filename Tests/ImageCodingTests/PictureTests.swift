import ImageCoding
import TestSupport
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
        var draws = RandomNumbers(seed: seed)
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
        var draws = RandomNumbers(seed: seed)
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

    /// Made by Pillow: `Image.new("L", (8, 8))` with these pixels, `resize((24, 24), Image.BICUBIC)`, row 12 and column 12
    /// from 6 to 17. Nearer to the edge Pillow leaves out what lies beyond it instead of repeating the edge.
    @Test func `smooth enlarging is what another program makes of it`() throws {
        let pixels: [UInt8] = [
            165, 77, 202, 24, 37, 48, 187, 29, 109, 19, 44, 222, 214, 35, 123, 46, 217, 30, 63, 114, 31, 203, 25, 113,
            23, 68, 148, 214, 73, 60, 157, 92, 52, 96, 190, 49, 32, 30, 105, 254, 218, 160, 238, 232, 185, 153, 127, 92,
            124, 41, 153, 253, 175, 229, 147, 37, 60, 214, 84, 175, 77, 250, 215, 20,
        ]
        let smooth = try #require(Picture(width: 8, height: 8, channels: 1, bytes: pixels)).smoothed(by: 3)
        #expect(smooth.width == 24 && smooth.height == 24)
        let row: [UInt8] = [158, 177, 160, 122, 88, 66, 48, 34, 23, 18, 24, 50]
        let column: [UInt8] = [104, 45, 56, 96, 118, 92, 48, 32, 76, 148, 201, 216]
        for index in 0..<12 {
            #expect(abs(Int(smooth.bytes[12 * 24 + 6 + index]) - Int(row[index])) <= 1)
            #expect(abs(Int(smooth.bytes[(6 + index) * 24 + 12]) - Int(column[index])) <= 1)
        }
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `smooth enlarging keeps a flat picture flat, and each channel to itself`(seed: UInt64) throws {
        var draws = RandomNumbers(seed: seed)
        let colour = (0..<3).map { _ in UInt8.random(in: 0...255, using: &draws) }
        let flat = try #require(Picture(width: 2, height: 3, channels: 3, bytes: (0..<6).flatMap { _ in colour }))
        let factor = Int.random(in: 2...16, using: &draws)
        let enlarged = flat.smoothed(by: factor)
        #expect(enlarged.width == 2 * factor && enlarged.height == 3 * factor)
        #expect(enlarged.bytes == (0..<6 * factor * factor).flatMap { _ in colour })
        #expect(flat.smoothed(by: 1) == flat)
    }
}

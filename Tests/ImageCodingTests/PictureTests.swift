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
    func `reducing undoes enlarging`(seed: UInt64) throws {
        var draws = Draws(seed: seed)
        let picture = try draws.picture(side: 1...12)
        let factor = Int.random(in: -1...5, using: &draws)
        #expect(picture.scaled(by: factor).reduced(by: factor) == picture)
    }

    @Test func `reducing takes the mean, also of the blocks cut by an edge`() {
        let picture = Picture(width: 3, height: 3, channels: 1, bytes: [0, 10, 7, 20, 31, 8, 100, 101, 9])
        #expect(picture?.reduced(by: 2) == Picture(width: 2, height: 2, channels: 1, bytes: [15, 8, 101, 9]))
        #expect(picture?.reduced(by: 1000) == Picture(width: 1, height: 1, channels: 1, bytes: [32]))
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
}

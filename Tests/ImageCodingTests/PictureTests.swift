import ImageCoding
import Testing

@Suite struct PictureTests {
    @Test(arguments: [
        (0, 1, 1), (1, 0, 1), (1, 1, 2), (1, 1, 4), (2, 1, 1), (-1, -1, 1), (.max, .max, 3), (.max, 1, 3),
    ])
    func `sizes that disagree with the bytes make no picture`(width: Int, height: Int, channels: Int) {
        #expect(Picture(width: width, height: height, channels: channels, bytes: [7]) == nil)
    }
}

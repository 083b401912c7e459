import TestSupport
import Testing

@testable import Tensor

@Suite struct RearrangementTests {
    private let operations = Operations(pool: ThreadPool(threads: 1))

    @Test("Folding orders channels as PyTorch's pixel_unshuffle does")
    func foldOrder() throws {
        // Two channels, 2 x 2 pixels: value = 100 channel + 10 y + x.
        let picture: [Float] = [0, 100, 1, 101, 10, 110, 11, 111]
        let folded = try TestMap(FeatureShape(height: 1, width: 1, channels: 8, border: 1))
        operations.fold(picture, channels: 2, by: 2, into: folded.map, batch: 1)
        #expect(folded.values == [0, 1, 10, 11, 100, 101, 110, 111])
        #expect(folded.all.reduce(0, +) == folded.values.reduce(0, +))
    }

    @Test("Unfolding undoes folding", arguments: [1, 2, 4], [1, 3])
    func roundTrip(side: Int, channels: Int) throws {
        var random = RandomNumbers(seed: 1)
        let shape = FeatureShape(height: 2, width: 3, channels: channels * side * side)
        let pictures = random.floats(2 * shape.pictureStride)
        let folded = try TestMap(shape, batch: 2)
        operations.fold(pictures, channels: channels, by: side, into: folded.map, batch: 2)
        var back = [Float](repeating: .nan, count: pictures.count)
        back.withUnsafeMutableBufferPointer { back in
            if let start = back.baseAddress { operations.unfold(folded.map, by: side, into: start, batch: 2) }
        }
        #expect(back == pictures)
    }

    @Test("A picture is enlarged into the last channels, beside what was folded")
    func enlarge() throws {
        let output = try TestMap(FeatureShape(height: 2, width: 4, channels: 3, border: 1), batch: 2)
        let pictures = (0..<16).map { Float(-$0) }
        operations.fold(pictures, channels: 1, by: 1, into: output.map, batch: 2)
        // Two channels, 2 x 2 pixels.
        operations.enlarge([1, 2, 3, 4, 5, 6, 7, 8], side: 2, channels: 2, into: output.map, index: 1)
        let pixels = stride(from: 24, to: 48, by: 3).map { Array(output.values[$0..<$0 + 3]) }
        #expect(
            pixels == [
                [-8, 1, 2], [-9, 1, 2], [-10, 3, 4], [-11, 3, 4], [-12, 5, 6], [-13, 5, 6], [-14, 7, 8], [-15, 7, 8],
            ])
    }

    @Test("Copying doubles pixels and clears the border")
    func copy() throws {
        let input = try TestMap([1, 2, 3, 4, 5, 6, 7, 8], FeatureShape(height: 1, width: 2, channels: 2), batch: 2)
        let output = try TestMap(FeatureShape(height: 2, width: 4, channels: 2, border: 1), batch: 2)
        operations.copy(input.map, scale: 2, into: output.map, batch: 2)
        let rows: [[Float]] = [[1, 2, 1, 2, 3, 4, 3, 4], [5, 6, 5, 6, 7, 8, 7, 8]]
        #expect(output.values == rows[0] + rows[0] + rows[1] + rows[1])
        #expect(output.all.reduce(0, +) == 144)
    }
}

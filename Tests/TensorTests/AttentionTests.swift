import TestSupport
import Testing

@testable import Tensor

@Suite struct AttentionTests {
    @Test(
        "Attention has the reference's bits", arguments: Operations.all,
        [(1, 1, 1, 1), (1, 3, 5, 5), (3, 3, 8, 4), (2, 4, 34, 17), (4, 5, 16, 8)])
    func attention(operations: Operations, size: (height: Int, width: Int, channels: Int, headWidth: Int)) throws {
        var random = RandomNumbers(seed: UInt64(size.channels))
        let shape = FeatureShape(height: size.height, width: size.width, channels: 3 * size.channels)
        let pictures = (0..<2).map { _ in random.floats(shape.pictureStride, in: -2...2) }
        let qkv = try TestMap(pictures.flatMap(\.self), shape, batch: 2)
        let output = try TestMap(
            FeatureShape(height: size.height, width: size.width, channels: size.channels), batch: 2)
        let scratch = try #require(
            Storage(
                count: 2
                    * Operations.attentionScratch(
                        tokens: shape.pixels, channels: size.channels, headWidth: size.headWidth)))
        operations.attention(qkv.map, headWidth: size.headWidth, scratch: scratch.base, into: output.map, batch: 2)
        let expected = pictures.flatMap {
            Reference.attention($0, channels: size.channels, headWidth: size.headWidth)
        }
        #expect(bits(output.values) == bits(expected))
    }
}

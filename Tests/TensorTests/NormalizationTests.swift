import TestSupport
import Testing

@testable import Tensor

@Suite struct NormalizationTests {
    private static let shapes = [(1, 1), (2, 2), (7, 7), (8, 1), (8, 2), (9, 3), (16, 2), (24, 3), (34, 2)]

    @Test("Group normalisation has the reference's bits", arguments: Operations.all, shapes)
    func groupNorm(operations: Operations, shape: (channels: Int, groups: Int)) throws {
        let (channels, groups) = shape
        var random = RandomNumbers(seed: UInt64(channels * groups))
        let weights = GroupNormWeights(groups: groups, gamma: random.floats(channels), beta: random.floats(channels))
        let size = FeatureShape(height: 3, width: 2, channels: channels)
        let pictures = (0..<2).map { _ in random.floats(size.pictureStride, in: -3...5) }
        let modulation = random.floats(4 * channels)
        let input = try TestMap(pictures.flatMap(\.self), size, batch: 2)
        let scratch = try #require(Storage(count: 4 * channels))
        for (modulated, silu, border) in [(false, false, 0), (false, true, 1), (true, true, 1)] {
            let bordered = FeatureShape(height: 3, width: 2, channels: channels, border: border)
            let output = try TestMap(bordered, batch: 2)
            modulation.withUnsafeBufferPointer {
                operations.groupNorm(
                    input.map, weights,
                    modulation: modulated ? $0.baseAddress.map { Modulation(start: $0, stride: 2 * channels) } : nil,
                    silu: silu, scratch: scratch.base,
                    into: output.map, batch: 2)
            }
            let expected = pictures.enumerated().flatMap { index, picture in
                let own = Array(modulation[2 * channels * index..<2 * channels * (index + 1)])
                return Reference.groupNorm(picture, weights, modulation: modulated ? own : nil, silu: silu)
            }
            #expect(bits(output.all) == bits(try TestMap(expected, bordered, batch: 2).all))
        }
    }

    @Test("A constant picture is normalised to beta", arguments: Operations.all)
    func constant(operations: Operations) throws {
        let weights = GroupNormWeights(groups: 1, gamma: [2, 3], beta: [-1, 1])
        let shape = FeatureShape(height: 2, width: 2, channels: 2)
        let input = try TestMap([Float](repeating: 4, count: 8), shape)
        let output = try TestMap(shape)
        let scratch = try #require(Storage(count: 4))
        operations.groupNorm(input.map, weights, silu: false, scratch: scratch.base, into: output.map, batch: 1)
        for (value, beta) in zip(output.values, [-1, 1, -1, 1, -1, 1, -1, 1] as [Float]) {
            #expect(abs(value - beta) < 1e-3)
        }
    }
}

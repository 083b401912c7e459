import TestSupport
import Testing

@testable import Tensor

@Suite struct ProductTests {
    /// Below, at and beyond a lane (8), a block (16) and a tile (6 pixels).
    private static let channels = [(1, 1), (3, 7), (8, 8), (5, 9), (16, 15), (7, 16), (9, 17), (2, 33)]

    @Test("A convolution has the reference's bits", arguments: Operations.all, channels)
    func convolution(operations: Operations, channels: (inputs: Int, outputs: Int)) throws {
        var random = RandomNumbers(seed: UInt64(channels.inputs))
        for (height, width, side, stride) in [(1, 1, 3, 1), (2, 3, 3, 1), (3, 5, 1, 1), (4, 2, 3, 2), (3, 5, 3, 2)] {
            let (inputs, outputs) = channels
            let weight = random.floats(outputs * inputs * side * side)
            let bias = random.floats(outputs)
            let packed = try #require(
                PackedWeights(weight: weight, bias: bias, inputs: inputs, outputs: outputs, side: side))
            let pictures = (0..<2).map { _ in random.floats(height * width * inputs) }
            let input = try TestMap(
                pictures.flatMap(\.self),
                FeatureShape(height: height, width: width, channels: inputs, border: (side - 1) / 2), batch: 2)
            let shape = FeatureShape(
                height: (height + stride - 1) / stride, width: (width + stride - 1) / stride, channels: outputs)
            let expected = pictures.flatMap {
                Reference.convolution(
                    $0, height: height, width: width, weight: weight, bias: bias, inputs: inputs, side: side,
                    stride: stride)
            }
            let output = try TestMap(shape, batch: 2)
            operations.convolution(input.map, packed, stride: stride, into: output.map, batch: 2)
            #expect(bits(output.values) == bits(expected))

            let residual = random.floats(expected.count)
            let sum = try TestMap(residual, shape, batch: 2)
            operations.convolution(input.map, packed, stride: stride, residual: sum.map, into: sum.map, batch: 2)
            #expect(bits(sum.values) == bits(zip(expected, residual).map { $0 + $1 }))
        }
    }

    @Test("A linear layer has the reference's bits", arguments: Operations.all, [0, 1, 5, 6, 7, 13])
    func linear(operations: Operations, rows: Int) throws {
        var random = RandomNumbers(seed: 5)
        for (inputs, outputs) in [(1, 1), (8, 16), (13, 35)] {
            let weight = random.floats(outputs * inputs)
            let bias = random.floats(outputs)
            let packed = try #require(
                PackedWeights(weight: weight, bias: bias, inputs: inputs, outputs: outputs, side: 1))
            let input = random.floats(rows * inputs)
            var output = [Float](repeating: .nan, count: rows * outputs)
            output.withUnsafeMutableBufferPointer { output in
                input.withUnsafeBufferPointer { input in
                    guard let from = input.baseAddress, let to = output.baseAddress else { return }
                    operations.linear(from, packed, into: to, rows: rows)
                }
            }
            #expect(bits(output) == bits(Reference.linear(input, weight: weight, bias: bias, inputs: inputs)))
        }
    }
}

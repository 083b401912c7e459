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
            let packed = try #require(PackedWeights(weight: weight, bias: bias, inputs: inputs, outputs: outputs, side: 1))
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

    @Test("Work large enough to be forked gives the same bits on every pool", arguments: KernelSet.available)
    func forked(kernels: KernelSet) throws {
        var random = RandomNumbers(seed: 9)
        let shape = FeatureShape(height: 9, width: 9, channels: 32, border: 1)
        let weight = random.floats(40 * 32 * 9)
        let packed = try #require(
            PackedWeights(weight: weight, bias: random.floats(40), inputs: 32, outputs: 40, side: 3))
        let input = try TestMap(random.floats(2 * 81 * 32), shape, batch: 2)
        let outputs = try [1, 2, 5].map { threads in
            let output = try TestMap(shape.unbordered(channels: 40), batch: 2)
            Operations(kernels: kernels, pool: ThreadPool(threads: threads))
                .convolution(input.map, packed, into: output.map, batch: 2)
            return bits(output.values)
        }
        #expect(outputs[0] == outputs[1])
        #expect(outputs[0] == outputs[2])
    }
}

extension FeatureShape {
    fileprivate func unbordered(channels: Int) -> FeatureShape {
        FeatureShape(height: height, width: width, channels: channels)
    }
}

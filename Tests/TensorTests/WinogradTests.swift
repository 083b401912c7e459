import Testing

@testable import Tensor

@Suite struct WinogradTests {
    /// Below, at and beyond a tile in both directions.
    private static let sizes = [(1, 1), (2, 3), (4, 4), (5, 7), (8, 6), (7, 7), (14, 9)]

    @Test("A convolution is the reference's but for rounding", arguments: [2, 4], sizes)
    func accuracy(step: Int, size: (height: Int, width: Int)) throws {
        for (inputs, outputs) in [(8, 1), (16, 15), (24, 16), (8, 33)] {
            let layer = try Layer(inputs: inputs, outputs: outputs, step: step, height: size.height, width: size.width)
            let exact = layer.exact()
            for operations in Operations.all {
                let result = try layer.run(operations)
                let error = zip(result, exact).map { abs($0 - $1) }.max() ?? 0
                #expect(error < (step == 2 ? 4e-6 : 3e-5) * Float(inputs).squareRoot(), "\(operations)")
            }
        }
    }

    @Test("All instruction sets, numbers of threads and batches give the same bits", arguments: [2, 4], sizes)
    func sameBits(step: Int, size: (height: Int, width: Int)) throws {
        let layer = try Layer(inputs: 16, outputs: 21, step: step, height: size.height, width: size.width, batch: 3)
        let expected = bits(try layer.run(Operations(kernels: .portable, pool: ThreadPool(threads: 1))))
        for operations in Operations.all {
            #expect(bits(try layer.run(operations)) == expected, "\(operations)")
            #expect(bits(try layer.run(operations, residual: true)) != expected, "\(operations)")
            let alone = try (0..<3).flatMap { try layer.picture($0).run(operations) }
            #expect(bits(alone) == expected, "\(operations)")
        }
    }

    @Test("The residual is added to the convolution, also in place", arguments: Operations.all, [2, 4])
    func residual(operations: Operations, step: Int) throws {
        let layer = try Layer(inputs: 8, outputs: 17, step: step, height: 5, width: 6)
        let sums = zip(try layer.run(operations), layer.residual).map { $0 + $1 }
        #expect(bits(try layer.run(operations, residual: true)) == bits(sums))
    }

    @Test("An enlarged input needs no copy", arguments: Operations.all, [2, 4])
    func enlarged(operations: Operations, step: Int) throws {
        var random = RandomNumbers(seed: 8)
        let small = FeatureShape(height: 3, width: 5, channels: 16)
        let large = FeatureShape(height: 6, width: 10, channels: 16, border: 1)
        let to = FeatureShape(height: 6, width: 10, channels: 20)
        let weights = try #require(
            WinogradWeights(
                weight: random.floats(20 * 16 * 9), bias: random.floats(20), inputs: 16, outputs: 20, step: step))
        let scratch = try #require(Storage(count: Operations.winogradScratch(large, step: step, batch: 2)))
        let input = try TestMap(random.floats(2 * small.pixels * 16), small, batch: 2)
        let copy = try TestMap(large, batch: 2)
        operations.copy(input.map, scale: 2, into: copy.map, batch: 2)
        let expected = try TestMap(to, batch: 2)
        operations.convolution(copy.map, weights, scratch: scratch.base, into: expected.map, batch: 2)
        let output = try TestMap(to, batch: 2)
        operations.convolution(input.map, scale: 2, weights, scratch: scratch.base, into: output.map, batch: 2)
        #expect(bits(output.values) == bits(expected.values))
    }

    /// A convolution with its inputs, small enough for the reference.
    private struct Layer {
        let shape: FeatureShape
        let outputs: Int
        let batch: Int
        let pictures: [[Float]]
        let weight: [Float]
        let bias: [Float]
        let weights: WinogradWeights
        let residual: [Float]

        init(inputs: Int, outputs: Int, step: Int, height: Int, width: Int, batch: Int = 2) throws {
            var random = RandomNumbers(seed: UInt64(inputs * 64 + outputs))
            shape = FeatureShape(height: height, width: width, channels: inputs, border: 1)
            pictures = (0..<batch).map { _ in random.floats(height * width * inputs) }
            weight = random.floats(outputs * inputs * 9)
            bias = random.floats(outputs)
            residual = random.floats(batch * height * width * outputs)
            weights = try #require(
                WinogradWeights(weight: weight, bias: bias, inputs: inputs, outputs: outputs, step: step))
            (self.outputs, self.batch) = (outputs, batch)
        }

        private init(_ layer: Layer, picture: Int) {
            (shape, outputs, batch, weight) = (layer.shape, layer.outputs, 1, layer.weight)
            (bias, weights, residual) = (layer.bias, layer.weights, layer.residual)
            pictures = [layer.pictures[picture]]
        }

        func picture(_ index: Int) -> Layer { Layer(self, picture: index) }

        func exact() -> [Float] {
            pictures.flatMap {
                Reference.convolution(
                    $0, height: shape.height, width: shape.width, weight: weight, bias: bias, inputs: shape.channels,
                    side: 3, stride: 1)
            }
        }

        func run(_ operations: Operations, residual useResidual: Bool = false) throws -> [Float] {
            let input = try TestMap(pictures.flatMap(\.self), shape, batch: batch)
            let to = FeatureShape(height: shape.height, width: shape.width, channels: outputs)
            let output = useResidual ? try TestMap(residual, to, batch: batch) : try TestMap(to, batch: batch)
            let scratch = try #require(
                Storage(count: Operations.winogradScratch(shape, step: weights.step, batch: batch)))
            operations.convolution(
                input.map, weights, residual: useResidual ? output.map : nil, scratch: scratch.base, into: output.map,
                batch: batch)
            return output.values
        }
    }
}

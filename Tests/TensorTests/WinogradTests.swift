import TestSupport
import Testing

@testable import Tensor

@Suite struct WinogradTests {
    /// Below, at and beyond a tile in both directions.
    private static let sizes = [(1, 1), (2, 3), (4, 4), (5, 7), (8, 6), (7, 7), (14, 9)]

    @Test("A convolution is the reference's but for rounding", arguments: WinogradTile.allCases, sizes)
    func accuracy(tile: WinogradTile, size: (height: Int, width: Int)) throws {
        for (inputs, outputs) in [(8, 1), (16, 15), (24, 16), (8, 33)] {
            let layer = try Layer(inputs: inputs, outputs: outputs, tile: tile, height: size.height, width: size.width)
            let exact = layer.exact()
            for operations in Operations.all {
                let result = try layer.run(operations)
                let error = zip(result, exact).map { abs($0 - $1) }.max() ?? 0
                #expect(error < (tile == .twoByTwo ? 4e-6 : 3e-5) * Float(inputs).squareRoot(), "\(operations)")
            }
        }
    }

    /// As `WinogradTile` states it, with half as much room above.
    @Test("The error is what the tile's size makes of it")
    func errors() throws {
        let bounds: [WinogradTile: Double] = [.twoByTwo: 5e-7, .fourByTwo: 1.3e-6, .fourByFour: 3.2e-6]
        for tile in WinogradTile.allCases {
            let layer = try Layer(inputs: 128, outputs: 16, tile: tile, height: 7, width: 7, batch: 1)
            let result = try layer.run(Operations(pool: ThreadPool(threads: 1)))
            let exact = layer.exactInDouble()
            let squares = zip(result, exact).reduce(0) { $0 + (Double($1.0) - $1.1) * (Double($1.0) - $1.1) }
            let error = (squares / exact.reduce(0) { $0 + $1 * $1 }).squareRoot()
            print("F(\(tile.rawValue), 3x3), 128 inputs: root mean square error \(error) of the result's")
            #expect(error < bounds[tile] ?? 0, "\(tile)")
        }
    }

    @Test(
        "All instruction sets, numbers of threads and batches give the same bits", arguments: WinogradTile.allCases,
        sizes)
    func sameBits(tile: WinogradTile, size: (height: Int, width: Int)) throws {
        let layer = try Layer(inputs: 16, outputs: 21, tile: tile, height: size.height, width: size.width, batch: 3)
        let expected = bits(try layer.run(Operations(kernels: .portable, pool: ThreadPool(threads: 1))))
        for operations in Operations.all {
            #expect(bits(try layer.run(operations)) == expected, "\(operations)")
            #expect(bits(try layer.run(operations, residual: true)) != expected, "\(operations)")
            let alone = try (0..<3).flatMap { try layer.picture($0).run(operations) }
            #expect(bits(alone) == expected, "\(operations)")
        }
    }

    @Test("The residual is added to the convolution, also in place", arguments: Operations.all, WinogradTile.allCases)
    func residual(operations: Operations, tile: WinogradTile) throws {
        let layer = try Layer(inputs: 8, outputs: 17, tile: tile, height: 5, width: 6)
        let sums = zip(try layer.run(operations), layer.residual).map { $0 + $1 }
        #expect(bits(try layer.run(operations, residual: true)) == bits(sums))
    }

    @Test("An enlarged input needs no copy", arguments: Operations.all, WinogradTile.allCases)
    func enlarged(operations: Operations, tile: WinogradTile) throws {
        var random = RandomNumbers(seed: 8)
        let small = FeatureShape(height: 3, width: 5, channels: 16)
        let large = FeatureShape(height: 6, width: 10, channels: 16, border: 1)
        let to = FeatureShape(height: 6, width: 10, channels: 20)
        let weights = try #require(
            WinogradWeights(
                weight: random.floats(20 * 16 * 9), bias: random.floats(20), inputs: 16, outputs: 20, tile: tile))
        let scratch = try #require(Storage(count: Operations.winogradScratch(large, tile, batch: 2)))
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

        init(inputs: Int, outputs: Int, tile: WinogradTile, height: Int, width: Int, batch: Int = 2) throws {
            var random = RandomNumbers(seed: UInt64(inputs * 64 + outputs))
            shape = FeatureShape(height: height, width: width, channels: inputs, border: 1)
            pictures = (0..<batch).map { _ in random.floats(height * width * inputs) }
            weight = random.floats(outputs * inputs * 9)
            bias = random.floats(outputs)
            residual = random.floats(batch * height * width * outputs)
            weights = try #require(
                WinogradWeights(weight: weight, bias: bias, inputs: inputs, outputs: outputs, tile: tile))
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

        /// Of the first picture.
        func exactInDouble() -> [Double] {
            var result: [Double] = []
            for place in 0..<shape.pixels * outputs {
                let (pixel, output) = (place / outputs, place % outputs)
                var sum = Double(bias[output])
                for tap in 0..<9 {
                    let (y, x) = (pixel / shape.width + tap / 3 - 1, pixel % shape.width + tap % 3 - 1)
                    guard (0..<shape.height).contains(y), (0..<shape.width).contains(x) else { continue }
                    for input in 0..<shape.channels {
                        let value = Double(pictures[0][(y * shape.width + x) * shape.channels + input])
                        sum += value * Double(weight[(output * shape.channels + input) * 9 + tap])
                    }
                }
                result.append(sum)
            }
            return result
        }

        func run(_ operations: Operations, residual useResidual: Bool = false) throws -> [Float] {
            let input = try TestMap(pictures.flatMap(\.self), shape, batch: batch)
            let to = FeatureShape(height: shape.height, width: shape.width, channels: outputs)
            let output = useResidual ? try TestMap(residual, to, batch: batch) : try TestMap(to, batch: batch)
            let scratch = try #require(
                Storage(count: Operations.winogradScratch(shape, weights.tile, batch: batch)))
            operations.convolution(
                input.map, weights, residual: useResidual ? output.map : nil, scratch: scratch.base, into: output.map,
                batch: batch)
            return output.values
        }
    }
}

import TestSupport
import Testing

@testable import Tensor

@Suite struct QuantizedTests {
    @Test(
        "A linear layer over 8-bit weights has the bits of the widened ones", arguments: Operations.all, [0, 1, 5, 13])
    func linear(operations: Operations, rows: Int) {
        var random = RandomNumbers(seed: 9)
        for (inputs, outputs, group) in [(1, 1, 1), (8, 16, 4), (12, 35, 6), (32, 17, 32)] {
            let values = (0..<inputs * outputs).map { _ in Int8.random(in: -128...127, using: &random) }
            let scales = random.floats(inputs * outputs / group)
            let bias = random.floats(outputs)
            let weights = values.withUnsafeBufferPointer {
                QuantizedWeights(values: $0, scales: scales, bias: bias, inputs: inputs, group: group)
            }
            let widened = values.indices.map { Float(values[$0]) * scales[$0 / group] }
            let input = random.floats(rows * inputs)
            let residual = random.floats(rows * outputs)
            let expected = Reference.linear(input, weight: widened, bias: bias, inputs: inputs)
            var output = [Float](repeating: .nan, count: rows * outputs)
            var sum = residual
            input.withUnsafeBufferPointer { input in
                guard let from = input.baseAddress else { return }
                output.withUnsafeMutableBufferPointer { output in
                    guard let to = output.baseAddress else { return }
                    operations.linear(from, weights, into: to, rows: rows)
                }
                sum.withUnsafeMutableBufferPointer { sum in
                    guard let to = sum.baseAddress else { return }
                    operations.linear(from, weights, residual: UnsafePointer(to), into: to, rows: rows)
                }
            }
            #expect(bits(output) == bits(expected))
            #expect(bits(sum) == bits(zip(expected, residual).map { $0 + $1 }))
        }
    }
}

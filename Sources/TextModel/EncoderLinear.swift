import Tensor

/// A linear layer whose weights lie in memory as they do in the file: as floats, or as 8-bit integers.
enum EncoderLinear {
    case floats(PackedWeights)
    case integers(QuantizedWeights)

    var outputs: Int {
        switch self {
        case .floats(let weights): weights.outputs
        case .integers(let weights): weights.outputs
        }
    }

    /// `rows` rows [rows][inputs] -> [rows][outputs], plus what lies in `output` before if `adding`.
    func callAsFunction(
        _ input: UnsafeMutablePointer<Float>, adding: Bool = false, into output: UnsafeMutablePointer<Float>, rows: Int,
        _ operations: Operations
    ) {
        switch self {
        case .integers(let weights):
            operations.linear(input, weights, residual: adding ? UnsafePointer(output) : nil, into: output, rows: rows)
        case .floats(let weights) where adding:
            func map(_ start: UnsafeMutablePointer<Float>, _ channels: Int) -> FeatureMap {
                FeatureMap(start: start, shape: FeatureShape(height: rows, width: 1, channels: channels))
            }
            let sum = map(output, weights.outputs)
            operations.convolution(map(input, weights.inputs), weights, residual: sum, into: sum, batch: 1)
        case .floats(let weights):
            operations.linear(input, weights, into: output, rows: rows)
        }
    }
}

import Benchmarking
import Tensor

/// The most that this machine's multiply-add units give.
enum Peak {
    /// GFLOP/s of one thread, multiply and add counted separately: the best of many runs of a product whose operands stay in
    /// the first-level cache.
    static func measure() -> Double {
        let inputs = 256
        let rows = 6
        guard
            let weights = PackedWeights(
                weight: [Float](repeating: 0.5, count: inputs * 16), bias: [Float](repeating: 0, count: 16),
                inputs: inputs, outputs: 16, side: 1)
        else { return .nan }
        let operations = Operations(pool: ThreadPool(threads: 1))
        let input = [Float](repeating: 0.5, count: inputs * rows)
        var output = [Float](repeating: 0, count: rows * 16)
        let repeats = 2000
        let time = Measurement(seconds: 0.3) {
            input.withUnsafeBufferPointer { input in
                output.withUnsafeMutableBufferPointer { output in
                    guard let from = input.baseAddress, let to = output.baseAddress else { return }
                    for _ in 0..<repeats { operations.linear(from, weights, into: to, rows: rows) }
                }
            }
        }
        return Double(2 * inputs * rows * 16 * repeats) / time.best / 1e9
    }
}

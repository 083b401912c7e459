import CKernels

/// A 3x3 convolution's weights, transformed for F(step x step, 3x3) (Lavin & Gray 2016, section 4): U = G g G^T, as the kernels
/// read them: [ceil(outputs / 16)][(step + 2)^2][inputs][16], padded with zeros, and the bias.
package struct WinogradWeights: Sendable {
    package let inputs: Int
    package let outputs: Int
    /// Pixels a side that one tile produces.
    package let step: Int
    let weights: Storage
    let bias: Storage
    /// What a tile reads beyond the picture's edge.
    let zeros: Storage

    var blocks: Int { (outputs + PackedWeights.block - 1) / PackedWeights.block }
    var planes: Int { (step + 2) * (step + 2) }

    /// Transforms PyTorch's layout, `weight` [outputs][inputs][3][3] and `bias` [outputs]. The sums are made in double and
    /// rounded once.
    ///
    /// Nil if memory is short. A wrong number of values, another step than 2 or 4, and inputs that are no multiple of 8 are
    /// programming errors.
    package init?(weight: [Float], bias: [Float], inputs: Int, outputs: Int, step: Int) {
        precondition(weight.count == outputs * inputs * 9 && bias.count == outputs)
        precondition((step == 2 || step == 4) && inputs.isMultiple(of: 8))
        let block = PackedWeights.block
        let blocks = (outputs + block - 1) / block
        let planes = (step + 2) * (step + 2)
        guard let packed = Storage(count: blocks * planes * inputs * block),
            let padded = Storage(count: blocks * block),
            let zeros = Storage(count: inputs)
        else { return nil }
        let rows = step == 2 ? Self.rows2 : Self.rows4
        var half = [Double](repeating: 0, count: rows.count * 3)
        for output in 0..<outputs {
            for input in 0..<inputs {
                let first = (output * inputs + input) * 9
                for (i, row) in rows.enumerated() {
                    for column in 0..<3 {
                        half[i * 3 + column] =
                            row.0 * Double(weight[first + column]) + row.1 * Double(weight[first + 3 + column])
                            + row.2 * Double(weight[first + 6 + column])
                    }
                }
                let to = packed.base + (output / block * planes * inputs + input) * block + output % block
                for i in rows.indices {
                    for (j, row) in rows.enumerated() {
                        let value = row.0 * half[i * 3] + row.1 * half[i * 3 + 1] + row.2 * half[i * 3 + 2]
                        to[(i * rows.count + j) * inputs * block] = Float(value)
                    }
                }
            }
        }
        for output in 0..<outputs { padded.base[output] = bias[output] }
        (self.inputs, self.outputs, self.step) = (inputs, outputs, step)
        (weights, self.bias, self.zeros) = (packed, padded, zeros)
    }

    /// The rows of G for F(2, 3).
    private static let rows2: [(Double, Double, Double)] = [(1, 0, 0), (0.5, 0.5, 0.5), (0.5, -0.5, 0.5), (0, 0, 1)]
    /// The rows of G for F(4, 3).
    private static let rows4: [(Double, Double, Double)] = [
        (1 / 4, 0, 0), (-1 / 6, -1 / 6, -1 / 6), (-1 / 6, 1 / 6, -1 / 6), (1 / 24, 1 / 12, 1 / 6),
        (1 / 24, -1 / 12, 1 / 6),
        (0, 0, 1),
    ]
}

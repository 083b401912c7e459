import CKernels

/// A convolution's or linear layer's weights as the kernels read them: [ceil(outputs / 16)][rows][run][16], padded with
/// zeros, and the bias.
package struct PackedWeights: Sendable {
    package let inputs: Int
    package let outputs: Int
    /// 3 or 1: the side of the convolution's window.
    package let side: Int
    let weights: Storage
    let bias: Storage

    var run: Int { side * inputs }
    var blocks: Int { (outputs + Self.block - 1) / Self.block }
    static let block = reverie_block

    /// Packs PyTorch's layout, `weight` [outputs][inputs][side][side] and `bias` [outputs].
    ///
    /// Nil if memory is short. A wrong number of values is a programming error: check shapes first.
    package init?(weight: [Float], bias: [Float], inputs: Int, outputs: Int, side: Int) {
        precondition(weight.count == outputs * inputs * side * side && bias.count == outputs)
        let block = Self.block
        let blocks = (outputs + block - 1) / block
        let taps = side * side
        guard let packed = Storage(count: blocks * taps * inputs * block), let padded = Storage(count: blocks * block)
        else {
            return nil
        }
        weight.withUnsafeBufferPointer { weight in
            for output in 0..<outputs {
                let to = packed.base + output / block * taps * inputs * block + output % block
                for input in 0..<inputs {
                    for tap in 0..<taps {
                        to[(tap * inputs + input) * block] = weight[(output * inputs + input) * taps + tap]
                    }
                }
            }
        }
        for output in 0..<outputs { padded.base[output] = bias[output] }
        (self.inputs, self.outputs, self.side, self.weights, self.bias) = (inputs, outputs, side, packed, padded)
    }
}

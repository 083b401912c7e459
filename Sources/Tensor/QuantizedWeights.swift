/// A linear layer's weights as 8-bit integers with a scale for each group of inputs, in the kernels' order: a quarter of the
/// memory of `PackedWeights`. They are widened block by block when they are used, to the same floats.
package struct QuantizedWeights: Sendable {
    package let inputs: Int
    package let outputs: Int
    /// Inputs that share a scale.
    package let group: Int
    /// [ceil(outputs / 16)][inputs][16]
    let values: [Int8]
    /// [ceil(outputs / 16)][inputs / group][16]
    let scales: [Float]
    /// Padded to a multiple of 16.
    let bias: [Float]

    var blocks: Int { bias.count / PackedWeights.block }

    /// Packs `values` [outputs][inputs], `scales` [outputs][inputs / group] and `bias` [outputs]. A wrong number of them is a
    /// programming error: check shapes first.
    package init(values: UnsafeBufferPointer<Int8>, scales: [Float], bias: [Float], inputs: Int, group: Int) {
        let block = PackedWeights.block
        let outputs = bias.count
        precondition(group > 0 && inputs % group == 0 && values.count == outputs * inputs)
        precondition(scales.count * group == values.count)
        let padded = (outputs + block - 1) / block * block
        let groups = inputs / group
        self.values = [Int8](unsafeUninitializedCapacity: padded * inputs) { packed, count in
            packed.initialize(repeating: 0)
            for output in 0..<outputs {
                let first = output / block * block * inputs + output % block
                for input in 0..<inputs { packed[first + input * block] = values[output * inputs + input] }
            }
            count = padded * inputs
        }
        var packed = [Float](repeating: 0, count: padded * groups)
        for output in 0..<outputs {
            let first = output / block * block * groups + output % block
            for index in 0..<groups { packed[first + index * block] = scales[output * groups + index] }
        }
        self.scales = packed
        self.bias = bias + [Float](repeating: 0, count: padded - outputs)
        (self.inputs, self.outputs, self.group) = (inputs, outputs, group)
    }
}

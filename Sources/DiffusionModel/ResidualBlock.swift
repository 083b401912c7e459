import Tensor

/// shortcut(x) + conv2(silu(norm2(conv1(silu(norm1 x))) * (1 + scale) + shift)), where scale and shift are linear in the
/// conditioning vector.
struct ResidualBlock {
    let input: FeatureSlot
    let output: FeatureSlot
    private let name: String
    private let norm1: Normalization
    private let conv1: PackedWeights
    private let modulation: PackedWeights
    private let modulationSlot: FeatureSlot
    private let hidden: FeatureSlot
    private let norm2: Normalization
    private let conv2: PackedWeights
    /// Nil where the block keeps the number of channels.
    private let shortcut: PackedWeights?

    init(_ name: String, _ input: FeatureSlot, outputs: Int, _ builder: inout NetworkBuilder) throws(ModelError) {
        self.name = name
        self.input = input
        let inputs = input.shape.channels
        norm1 = try Normalization(name + ".norm1", input, silu: true, border: 1, &builder)
        conv1 = try builder.weights.convolution(name + ".conv1", inputs, outputs)
        hidden = builder.reserve(input.shape.with(channels: outputs))
        builder.release(norm1.output)
        modulation = try builder.weights.linear(name + ".modulation", builder.conditioningWidth, 2 * outputs)
        modulationSlot = builder.reserveVector(2 * outputs)
        norm2 = try Normalization(name + ".norm2", hidden, silu: true, border: 1, &builder)
        builder.release(modulationSlot)
        builder.release(hidden)
        conv2 = try builder.weights.convolution(name + ".conv2", outputs, outputs)
        shortcut =
            inputs == outputs ? nil : try builder.weights.convolution(name + ".shortcut", inputs, outputs, side: 1)
        output = builder.reserve(input.shape.with(channels: outputs))
        builder.release(norm2.output)
    }

    func callAsFunction(_ pass: NetworkPass) {
        let operations = pass.operations
        let batch = pass.batch
        norm1(pass)
        operations.convolution(pass.map(norm1.output), conv1, into: pass.map(hidden), batch: batch)
        operations.linear(
            UnsafePointer(pass.vector(pass.conditioning)), modulation, into: pass.vector(modulationSlot), rows: batch)
        norm2(pass, modulation: modulationSlot)
        var residual = pass.map(input)
        if let shortcut {
            operations.convolution(residual, shortcut, into: pass.map(output), batch: batch)
            residual = pass.map(output)
        }
        operations.convolution(
            pass.map(norm2.output), conv2, residual: residual, into: pass.map(output), batch: batch)
        pass.show(name, output)
    }
}

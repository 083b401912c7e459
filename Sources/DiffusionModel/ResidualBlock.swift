import Tensor

/// shortcut(x) + conv2(silu(norm2(conv1(silu(norm1 x))) * (1 + scale) + shift)), where scale and shift are linear in the
/// conditioning vector.
struct ResidualBlock {
    let input: FeatureSlot
    let output: FeatureSlot
    private let name: String
    private let norm1: Normalization
    private let conv1: Convolution
    private let modulation: ModulationSlot
    private let hidden: FeatureSlot
    private let norm2: Normalization
    private let conv2: Convolution
    /// Nil where the block keeps the number of channels.
    private let shortcut: Convolution?

    /// Writes into `output`, or into a slot that it reserves.
    init(
        _ name: String, _ input: FeatureSlot, outputs: Int, into output: FeatureSlot? = nil,
        _ builder: inout NetworkBuilder
    ) throws(ModelError) {
        self.name = name
        self.input = input
        let inputs = input.shape.channels
        norm1 = try Normalization(name + ".norm1", input, silu: true, border: 1, &builder)
        conv1 = try Convolution(name + ".conv1", norm1.output.shape, outputs: outputs, &builder)
        hidden = builder.reserve(input.shape.with(channels: outputs))
        builder.release(norm1.output)
        modulation = try builder.modulation(name + ".modulation", channels: outputs)
        norm2 = try Normalization(name + ".norm2", hidden, silu: true, border: 1, &builder)
        builder.release(hidden)
        conv2 = try Convolution(name + ".conv2", norm2.output.shape, outputs: outputs, &builder)
        shortcut =
            inputs == outputs
            ? nil : try Convolution(name + ".shortcut", input.shape, outputs: outputs, side: 1, &builder)
        self.output = output ?? builder.reserve(input.shape.with(channels: outputs))
        builder.release(norm2.output)
    }

    func callAsFunction(_ pass: NetworkPass) {
        norm1(pass)
        conv1(pass, norm1.output, into: hidden)
        norm2(pass, modulation: pass.modulation(modulation))
        shortcut?(pass, input, into: output)
        conv2(pass, norm2.output, residual: shortcut == nil ? input : output, into: output)
        pass.show(name, output)
    }
}

import Tensor

/// x + output(softmax(q k^T / sqrt(headWidth)) v) over all positions (Vaswani et al. 2017), after group normalisation.
struct SelfAttention {
    let output: FeatureSlot
    private let name: String
    private let input: FeatureSlot
    private let headWidth: Int
    private let norm: Normalization
    private let qkv: PackedWeights
    private let qkvSlot: FeatureSlot
    private let scratch: FeatureSlot
    private let mixed: FeatureSlot
    private let projection: PackedWeights

    init(_ name: String, _ input: FeatureSlot, _ builder: inout NetworkBuilder) throws(ModelError) {
        self.name = name
        self.input = input
        headWidth = builder.headWidth
        let channels = input.shape.channels
        norm = try Normalization(name + ".norm", input, silu: false, border: 0, &builder)
        qkv = try builder.weights.convolution(name + ".qkv", channels, 3 * channels, side: 1)
        qkvSlot = builder.reserve(input.shape.with(channels: 3 * channels))
        builder.release(norm.output)
        scratch = builder.reserveVector(
            Operations.attentionScratch(tokens: input.shape.pixels, channels: channels, headWidth: headWidth))
        mixed = builder.reserve(input.shape)
        builder.release(scratch)
        builder.release(qkvSlot)
        projection = try builder.weights.convolution(name + ".output", channels, channels, side: 1)
        output = builder.reserve(input.shape)
        builder.release(mixed)
    }

    func callAsFunction(_ pass: NetworkPass) {
        let operations = pass.operations
        norm(pass)
        operations.convolution(pass.map(norm.output), qkv, into: pass.map(qkvSlot), batch: pass.batch)
        operations.attention(
            pass.map(qkvSlot), headWidth: headWidth, scratch: pass.vector(scratch), into: pass.map(mixed),
            batch: pass.batch)
        operations.convolution(
            pass.map(mixed), projection, residual: pass.map(input), into: pass.map(output), batch: pass.batch)
        pass.show(name, output)
    }
}

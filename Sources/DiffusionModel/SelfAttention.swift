import Tensor

/// x + output(softmax(q k^T / sqrt(headWidth)) v) over all positions (Vaswani et al. 2017), after group normalisation.
struct SelfAttention {
    let output: FeatureSlot
    private let name: String
    private let input: FeatureSlot
    private let headWidth: Int
    private let norm: Normalization
    private let qkv: Convolution
    private let qkvSlot: FeatureSlot
    private let scratch: FeatureSlot
    private let mixed: FeatureSlot
    private let projection: Convolution

    /// Writes into `output`, or into a slot that it reserves.
    init(_ name: String, _ input: FeatureSlot, into output: FeatureSlot? = nil, _ builder: inout NetworkBuilder)
        throws(ModelError)
    {
        self.name = name
        self.input = input
        headWidth = builder.headWidth
        let channels = input.shape.channels
        norm = try Normalization(name + ".norm", input, silu: false, border: 0, &builder)
        qkv = try Convolution(name + ".qkv", norm.output.shape, outputs: 3 * channels, side: 1, &builder)
        qkvSlot = builder.reserve(input.shape.with(channels: 3 * channels))
        builder.release(norm.output)
        scratch = builder.reserveVector(
            Operations.attentionScratch(tokens: input.shape.pixels, channels: channels, headWidth: headWidth))
        mixed = builder.reserve(input.shape.with())
        builder.release(scratch)
        builder.release(qkvSlot)
        projection = try Convolution(name + ".output", mixed.shape, outputs: channels, side: 1, &builder)
        self.output = output ?? builder.reserve(input.shape.with())
        builder.release(mixed)
    }

    func callAsFunction(_ pass: NetworkPass) {
        norm(pass)
        qkv(pass, norm.output, into: qkvSlot)
        pass.operations.attention(
            pass.map(qkvSlot), headWidth: headWidth, scratch: pass.vector(scratch), into: pass.map(mixed),
            batch: pass.batch)
        pass.report(name, multiplyAdds: 2 * input.shape.pixels * input.shape.pixels * input.shape.channels)
        projection(pass, mixed, residual: input, into: output)
        pass.show(name, output)
    }
}

import Tensor

/// The residual blocks of one level, each followed by self-attention where the level has it.
struct EncoderStage {
    /// What the decoder will be given, in the order in which it arose.
    let skips: [Skip]
    let output: FeatureSlot
    private let steps: [any Step]

    /// Reserves everything that lasts until the decoder; `input` is the caller's to release.
    init(level: Int, _ input: FeatureSlot, _ network: ModelManifest.Network, _ builder: inout NetworkBuilder)
        throws(ModelError)
    {
        var x = input
        var steps: [any Step] = []
        var skips: [Skip] = []
        let name = "encoder.\(level)"
        let width = network.widths[level]
        for index in 0..<network.blocks[level] {
            let skip = Skip(input.shape.with(channels: width), &builder)
            let hasAttention = network.attention[level]
            let block = try ResidualBlock(
                "\(name).blocks.\(index)", x, outputs: width, into: hasAttention ? nil : skip.own, &builder)
            steps.append(block)
            if hasAttention {
                steps.append(
                    try SelfAttention("\(name).attention.\(index)", block.output, into: skip.own, &builder))
                builder.release(block.output)
            }
            x = skip.own
            skips.append(skip)
        }
        if level + 1 < network.widths.count {
            let down = try Downsampling("\(name).down", x, &builder)
            steps.append(down)
            x = down.output
        }
        (self.steps, self.skips, output) = (steps, skips, x)
    }

    func callAsFunction(_ pass: NetworkPass) {
        for step in steps { step(pass) }
    }
}

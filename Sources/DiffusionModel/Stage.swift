import Tensor

/// The residual blocks of one level, each followed by self-attention where the level has it.
struct EncoderStage {
    /// What the decoder will be given, in the order in which it arose.
    let skips: [FeatureSlot]
    let output: FeatureSlot
    private let steps: [any Step]

    /// Reserves everything that lasts until the decoder; never releases `input`, which the level above keeps.
    init(level: Int, _ input: FeatureSlot, _ network: ModelManifest.Network, _ builder: inout NetworkBuilder)
        throws(ModelError)
    {
        var x = input
        var steps: [any Step] = []
        var skips: [FeatureSlot] = []
        let name = "encoder.\(level)"
        for index in 0..<network.blocks[level] {
            let block = try ResidualBlock("\(name).blocks.\(index)", x, outputs: network.widths[level], &builder)
            steps.append(block)
            x = block.output
            if network.attention[level] {
                let attention = try SelfAttention("\(name).attention.\(index)", x, &builder)
                steps.append(attention)
                builder.release(x)
                x = attention.output
            }
            skips.append(x)
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

/// The way back up: each block takes the encoder's activation beside its own input.
struct DecoderStage {
    let output: FeatureSlot
    private let steps: [any Step]

    /// Releases `input` and the skips it takes.
    init(
        level: Int, _ input: FeatureSlot, skips: inout [FeatureSlot], _ network: ModelManifest.Network,
        _ builder: inout NetworkBuilder
    ) throws(ModelError) {
        var x = input
        var steps: [any Step] = []
        let name = "decoder.\(network.widths.count - 1 - level)"
        for index in 0..<network.blocks[level] {
            guard let skip = skips.popLast() else { preconditionFailure("One skip was made for each block.") }
            let joined = Concatenation(x, skip, &builder)
            let block = try ResidualBlock(
                "\(name).blocks.\(index)", joined.output, outputs: network.widths[level], &builder)
            builder.release(joined.output)
            steps += [joined, block]
            x = block.output
            if network.attention[level] {
                let attention = try SelfAttention("\(name).attention.\(index)", x, &builder)
                steps.append(attention)
                builder.release(x)
                x = attention.output
            }
        }
        if level > 0 {
            let up = try Upsampling("\(name).up", x, outputs: network.widths[level - 1], &builder)
            steps.append(up)
            x = up.output
        }
        (self.steps, output) = (steps, x)
    }

    func callAsFunction(_ pass: NetworkPass) {
        for step in steps { step(pass) }
    }
}

/// A part of the network that reads and writes its own activations.
protocol Step {
    func callAsFunction(_ pass: NetworkPass)
}

extension ResidualBlock: Step {}
extension SelfAttention: Step {}

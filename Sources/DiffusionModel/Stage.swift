import Tensor

/// The residual blocks of one level, each followed by self-attention where the level has it.
struct EncoderStage {
    /// What the decoder will be given, in the order in which it arose.
    let skips: [Skip]
    let output: FeatureSlot
    private let steps: [any Step]

    /// Reserves everything that lasts until the decoder; never releases `input`, which the level above keeps.
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

/// An activation that the encoder keeps for the decoder, and beside it room for what the decoder makes: together they are the
/// decoder's input, which nobody needs to copy together.
struct Skip {
    /// The decoder's channels, then the encoder's, as many.
    let joined: FeatureSlot

    /// `shape` is that of one half.
    init(_ shape: FeatureShape, _ builder: inout NetworkBuilder) {
        joined = builder.reserve(shape.with(channels: 2 * shape.channels))
    }

    private var channels: Int { joined.shape.channels / 2 }
    var beside: FeatureSlot { joined.channels(0..<channels) }
    var own: FeatureSlot { joined.channels(channels..<2 * channels) }
}

/// The way back up: each block takes the encoder's activation beside its own input.
struct DecoderStage {
    let output: FeatureSlot
    private let steps: [any Step]

    /// Begins with what lies beside the last of `skips`, and releases those that it takes.
    init(
        level: Int, skips: inout [Skip], _ network: ModelManifest.Network, _ builder: inout NetworkBuilder
    ) throws(ModelError) {
        var x: FeatureSlot?
        var steps: [any Step] = []
        let name = "decoder.\(network.widths.count - 1 - level)"
        for index in 0..<network.blocks[level] {
            guard let skip = skips.popLast() else { preconditionFailure("One skip was made for each block.") }
            let next = index + 1 < network.blocks[level] ? skips.last?.beside : nil
            let hasAttention = network.attention[level]
            let block = try ResidualBlock(
                "\(name).blocks.\(index)", skip.joined, outputs: network.widths[level],
                into: hasAttention ? nil : next, &builder)
            builder.release(skip.joined)
            steps.append(block)
            x = block.output
            if hasAttention {
                let attention = try SelfAttention("\(name).attention.\(index)", block.output, into: next, &builder)
                steps.append(attention)
                builder.release(block.output)
                x = attention.output
            }
        }
        if level > 0, let last = x, let next = skips.last?.beside {
            steps.append(try Upsampling("\(name).up", last, into: next, &builder))
            x = next
        }
        guard let x else { preconditionFailure("A level has at least one block.") }
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

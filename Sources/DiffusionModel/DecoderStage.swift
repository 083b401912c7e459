import Tensor

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

import Tensor

/// The first layer: pixels folded into channels, then a 3x3 convolution.
struct Stem {
    let output: FeatureSlot
    private let fold: Int
    private let folded: FeatureSlot
    private let weights: PackedWeights

    init(_ image: ModelManifest.Image, _ network: ModelManifest.Network, _ builder: inout NetworkBuilder)
        throws(ModelError)
    {
        fold = network.fold
        let shape = FeatureShape(
            height: image.height / fold, width: image.width / fold, channels: image.channels * fold * fold, border: 1)
        weights = try builder.weights.convolution("stem", shape.channels, network.widths[0])
        folded = builder.reserve(shape)
        output = builder.reserve(shape.with(channels: network.widths[0]))
        builder.release(folded)
    }

    func callAsFunction(_ pass: NetworkPass, _ picture: UnsafePointer<Float>) {
        pass.operations.fold(picture, by: fold, into: pass.map(folded), batch: pass.batch)
        pass.operations.convolution(pass.map(folded), weights, into: pass.map(output), batch: pass.batch)
        pass.show("stem", output)
    }
}

/// The last layer: normalisation, SiLU, a 3x3 convolution, and channels unfolded into pixels.
struct Head {
    private let fold: Int
    private let norm: Normalization
    private let weights: PackedWeights
    private let output: FeatureSlot

    init(
        _ input: FeatureSlot, _ image: ModelManifest.Image, _ network: ModelManifest.Network,
        _ builder: inout NetworkBuilder
    ) throws(ModelError) {
        fold = network.fold
        let channels = image.channels * fold * fold
        norm = try Normalization("norm", input, silu: true, border: 1, &builder)
        weights = try builder.weights.convolution("head", input.shape.channels, channels)
        output = builder.reserve(input.shape.with(channels: channels))
    }

    func callAsFunction(_ pass: NetworkPass, into picture: UnsafeMutablePointer<Float>) {
        norm(pass)
        pass.operations.convolution(pass.map(norm.output), weights, into: pass.map(output), batch: pass.batch)
        pass.operations.unfold(pass.map(output), by: fold, into: picture, batch: pass.batch)
    }
}

import Tensor

/// The first layer: pixels folded into channels, then a 3x3 convolution.
struct Stem {
    let output: FeatureSlot
    private let fold: Int
    private let folded: FeatureSlot
    private let convolution: Convolution

    init(_ image: ModelManifest.Image, _ network: ModelManifest.Network, _ builder: inout NetworkBuilder)
        throws(ModelError)
    {
        fold = network.fold
        let shape = FeatureShape(
            height: image.height / fold, width: image.width / fold, channels: image.channels * fold * fold, border: 1)
        convolution = try Convolution("stem", shape, outputs: network.widths[0], &builder)
        folded = builder.reserve(shape)
        output = builder.reserve(shape.with(channels: network.widths[0]))
        builder.release(folded)
    }

    func callAsFunction(_ pass: NetworkPass, _ picture: UnsafePointer<Float>) {
        pass.operations.fold(picture, by: fold, into: pass.map(folded), batch: pass.batch)
        convolution(pass, folded, into: output)
        pass.show("stem", output)
    }
}

/// The last layer: normalisation, SiLU, a 3x3 convolution, and channels unfolded into pixels.
struct Head {
    private let fold: Int
    private let norm: Normalization
    private let convolution: Convolution
    private let output: FeatureSlot

    init(
        _ input: FeatureSlot, _ image: ModelManifest.Image, _ network: ModelManifest.Network,
        _ builder: inout NetworkBuilder
    ) throws(ModelError) {
        fold = network.fold
        let channels = image.channels * fold * fold
        norm = try Normalization("norm", input, silu: true, border: 1, &builder)
        convolution = try Convolution("head", norm.output.shape, outputs: channels, &builder)
        output = builder.reserve(input.shape.with(channels: channels))
    }

    func callAsFunction(_ pass: NetworkPass, into picture: UnsafeMutablePointer<Float>) {
        norm(pass)
        convolution(pass, norm.output, into: output)
        pass.operations.unfold(pass.map(output), by: fold, into: picture, batch: pass.batch)
        pass.report("unfolding", multiplyAdds: 0)
    }
}

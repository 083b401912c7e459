import Tensor

/// The first layer: pixels folded into channels, beside them the sketch if the network is shown one, then a 3x3 convolution.
struct Stem {
    let output: FeatureSlot
    let sketch: Sketch?
    private let channels: Int
    private let fold: Int
    private let folded: FeatureSlot
    private let convolution: Convolution

    init(_ image: ModelManifest.Image, _ network: ModelManifest.Network, _ builder: inout NetworkBuilder)
        throws(ModelError)
    {
        fold = network.fold
        channels = image.channels
        sketch = try Sketch(network, image, &builder)
        let shape = FeatureShape(
            height: image.height / fold, width: image.width / fold,
            channels: channels * fold * fold + (sketch?.channels ?? 0), border: 1)
        convolution = try Convolution("stem", shape, outputs: network.widths[0], &builder)
        folded = builder.reserve(shape)
        output = builder.reserve(shape.with(channels: network.widths[0]))
        builder.release(folded)
    }

    func callAsFunction(_ pass: NetworkPass, _ picture: UnsafePointer<Float>) {
        let input = pass.map(folded)
        pass.operations.fold(picture, channels: channels, by: fold, into: input, batch: pass.batch)
        if let sketch {
            for index in 0..<pass.batch {
                pass.operations.enlarge(
                    pass.sketch(index), side: sketch.side, channels: sketch.channels, into: input, index: index)
            }
        }
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

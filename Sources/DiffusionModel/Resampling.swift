import Tensor

/// A 3x3 convolution that keeps every second pixel.
struct Downsampling: Step {
    let output: FeatureSlot
    private let name: String
    private let input: FeatureSlot
    private let convolution: Convolution

    init(_ name: String, _ input: FeatureSlot, _ builder: inout NetworkBuilder) throws(ModelError) {
        self.name = name
        self.input = input
        let shape = input.shape
        convolution = try Convolution(name, shape, outputs: shape.channels, stride: 2, &builder)
        output = builder.reserve(
            FeatureShape(height: shape.height / 2, width: shape.width / 2, channels: shape.channels))
    }

    func callAsFunction(_ pass: NetworkPass) {
        convolution(pass, input, into: output)
        pass.show(name, output)
    }
}

/// Every pixel four times, then a 3x3 convolution.
struct Upsampling: Step {
    let output: FeatureSlot
    private let name: String
    private let input: FeatureSlot
    private let convolution: Convolution

    /// Releases `input`, writes into `output`.
    init(
        _ name: String, _ input: FeatureSlot, into output: FeatureSlot, _ builder: inout NetworkBuilder
    ) throws(ModelError) {
        self.name = name
        self.input = input
        let shape = input.shape
        convolution = try Convolution(name, shape, outputs: output.shape.channels, scale: 2, &builder)
        self.output = output
        builder.release(input)
    }

    func callAsFunction(_ pass: NetworkPass) {
        convolution(pass, input, into: output)
        pass.show(name, output)
    }
}

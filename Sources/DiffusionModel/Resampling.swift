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

    /// Releases `input`.
    init(_ name: String, _ input: FeatureSlot, outputs: Int, _ builder: inout NetworkBuilder) throws(ModelError) {
        self.name = name
        self.input = input
        let shape = input.shape
        convolution = try Convolution(name, shape, outputs: outputs, scale: 2, &builder)
        output = builder.reserve(FeatureShape(height: 2 * shape.height, width: 2 * shape.width, channels: outputs))
        builder.release(input)
    }

    func callAsFunction(_ pass: NetworkPass) {
        convolution(pass, input, into: output)
        pass.show(name, output)
    }
}

/// The channels of one activation, then those of another.
struct Concatenation: Step {
    let output: FeatureSlot
    private let first: FeatureSlot
    private let second: FeatureSlot

    /// Releases both.
    init(_ first: FeatureSlot, _ second: FeatureSlot, _ builder: inout NetworkBuilder) {
        self.first = first
        self.second = second
        output = builder.reserve(first.shape.with(channels: first.shape.channels + second.shape.channels))
        builder.release(first)
        builder.release(second)
    }

    func callAsFunction(_ pass: NetworkPass) {
        pass.operations.concatenate(pass.map(first), pass.map(second), into: pass.map(output), batch: pass.batch)
        pass.report("concatenation", multiplyAdds: 0)
    }
}

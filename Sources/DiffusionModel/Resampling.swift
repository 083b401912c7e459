import Tensor

/// A 3x3 convolution that keeps every second pixel.
struct Downsampling: Step {
    let output: FeatureSlot
    private let name: String
    private let input: FeatureSlot
    private let bordered: FeatureSlot
    private let convolution: Convolution

    init(_ name: String, _ input: FeatureSlot, _ builder: inout NetworkBuilder) throws(ModelError) {
        self.name = name
        self.input = input
        let shape = input.shape
        bordered = builder.reserve(shape.with(border: 1))
        convolution = try Convolution(name, bordered.shape, outputs: shape.channels, stride: 2, &builder)
        output = builder.reserve(
            FeatureShape(height: shape.height / 2, width: shape.width / 2, channels: shape.channels))
        builder.release(bordered)
    }

    func callAsFunction(_ pass: NetworkPass) {
        pass.operations.copy(pass.map(input), into: pass.map(bordered), batch: pass.batch)
        convolution(pass, bordered, into: output)
        pass.show(name, output)
    }
}

/// Every pixel four times, then a 3x3 convolution.
struct Upsampling: Step {
    let output: FeatureSlot
    private let name: String
    private let input: FeatureSlot
    private let bordered: FeatureSlot
    private let convolution: Convolution

    /// Releases `input`.
    init(_ name: String, _ input: FeatureSlot, outputs: Int, _ builder: inout NetworkBuilder) throws(ModelError) {
        self.name = name
        self.input = input
        let shape = FeatureShape(
            height: 2 * input.shape.height, width: 2 * input.shape.width, channels: input.shape.channels, border: 1)
        convolution = try Convolution(name, shape, outputs: outputs, &builder)
        bordered = builder.reserve(shape)
        builder.release(input)
        output = builder.reserve(shape.with(channels: outputs))
        builder.release(bordered)
    }

    func callAsFunction(_ pass: NetworkPass) {
        pass.operations.copy(pass.map(input), scale: 2, into: pass.map(bordered), batch: pass.batch)
        convolution(pass, bordered, into: output)
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

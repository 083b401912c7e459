import Tensor

/// Group normalisation, with SiLU and modulation where asked, from one activation into another.
struct Normalization {
    private let name: String
    private let weights: GroupNormWeights
    private let input: FeatureSlot
    let output: FeatureSlot
    private let scratch: FeatureSlot
    private let silu: Bool

    /// Loads `name` and reserves the output, with a border of `border`.
    init(_ name: String, _ input: FeatureSlot, silu: Bool, border: Int, _ builder: inout NetworkBuilder)
        throws(ModelError)
    {
        self.name = name
        self.input = input
        self.silu = silu
        let channels = input.shape.channels
        weights = try builder.weights.groupNorm(name, channels, groups: builder.groups)
        output = builder.reserve(input.shape.with(border: border))
        scratch = builder.reserveVector(2 * channels)
        builder.release(scratch)
    }

    func callAsFunction(_ pass: NetworkPass, modulation: Modulation? = nil) {
        pass.operations.groupNorm(
            pass.map(input), weights, modulation: modulation, silu: silu, scratch: pass.vector(scratch),
            into: pass.map(output), batch: pass.batch)
        pass.report(name, multiplyAdds: 0)
    }
}

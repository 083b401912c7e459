import Tensor

/// A convolution with its weights, computed in the way that its shape makes fastest. The choice depends on the shape alone,
/// so that every machine computes the same bits.
struct Convolution {
    private enum Method {
        case direct(PackedWeights)
        /// F(2x2, 3x3) or F(4x4, 3x3): 2.25 and 4 times fewer multiplications (Lavin & Gray 2016).
        case winograd(WinogradWeights)
    }

    private let name: String
    private let method: Method
    private let stride: Int
    /// Of one picture, counted as if it were computed directly.
    private let multiplyAdds: Int

    /// Loads `name`; `input` has a border of 1 if `side` is 3.
    init(
        _ name: String, _ input: FeatureShape, outputs: Int, side: Int = 3, stride: Int = 1,
        _ builder: inout NetworkBuilder
    ) throws(ModelError) {
        let inputs = input.channels
        self.name = name
        self.stride = stride
        multiplyAdds = input.pixels / (stride * stride) * inputs * outputs * side * side
        if side == 3, stride == 1, let step = Self.winogradStep(input, outputs: outputs) {
            method = .winograd(try builder.weights.winograd(name, inputs, outputs, step: step))
            builder.reserveScratch(Operations.winogradScratch(input, step: step, batch: builder.maximumBatch))
        } else {
            method = .direct(try builder.weights.convolution(name, inputs, outputs, side: side))
        }
    }

    /// The tile that pays, nil if none does. The larger tile saves more but its weights take 4 times their size, so there
    /// must be pixels enough to use each of them often; and the transforms must be small beside the products.
    private static func winogradStep(_ input: FeatureShape, outputs: Int) -> Int? {
        guard input.channels.isMultiple(of: 8), input.channels >= 32, outputs >= 32 else { return nil }
        if min(input.height, input.width) >= 12 { return 4 }
        return min(input.height, input.width) >= 4 ? 2 : nil
    }

    func callAsFunction(_ pass: NetworkPass, _ input: FeatureSlot, residual: FeatureSlot? = nil, into output: FeatureSlot) {
        let residual = residual.map(pass.map)
        switch method {
        case .direct(let weights):
            pass.operations.convolution(
                pass.map(input), weights, stride: stride, residual: residual, into: pass.map(output), batch: pass.batch)
        case .winograd(let weights):
            pass.operations.convolution(
                pass.map(input), weights, residual: residual, scratch: pass.scratch, into: pass.map(output),
                batch: pass.batch)
        }
        pass.report(name, multiplyAdds: multiplyAdds)
    }
}

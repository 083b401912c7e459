import Tensor

/// A convolution with its weights, computed in the way that its shape makes fastest. The choice depends on the shape alone,
/// so that every machine computes the same bits.
struct Convolution {
    private enum Method {
        /// `copy`: the shape in which the input is first copied to the scratch, enlarged and with a border, if it must be.
        case direct(PackedWeights, copy: FeatureShape?)
        /// 2.25 to 4 times fewer multiplications (Lavin & Gray 2016).
        case winograd(WinogradWeights)
    }

    private let name: String
    private let method: Method
    private let scale: Int
    private let stride: Int
    /// Of one picture, counted as if it were computed directly.
    private let multiplyAdds: Int

    /// Loads `name`. The input is first enlarged `scale` times (nearest neighbour); one of its two numbers is 1.
    init(
        _ name: String, _ input: FeatureShape, outputs: Int, side: Int = 3, scale: Int = 1, stride: Int = 1,
        _ builder: inout NetworkBuilder
    ) throws(ModelError) {
        let inputs = input.channels
        let border = (side - 1) / 2
        let enlarged = FeatureShape(
            height: scale * input.height, width: scale * input.width, channels: inputs, border: border)
        (self.name, self.scale, self.stride) = (name, scale, stride)
        multiplyAdds = enlarged.pixels / (stride * stride) * inputs * outputs * side * side
        if side == 3, stride == 1,
            let tile = WinogradTile.best(height: enlarged.height, width: enlarged.width, inputs: inputs)
        {
            method = .winograd(try builder.weights.winograd(name, inputs, outputs, tile: tile))
            builder.reserveScratch(Operations.winogradScratch(enlarged, tile, batch: builder.maximumBatch))
        } else {
            let copy = scale > 1 || input.border != border ? enlarged : nil
            method = .direct(try builder.weights.convolution(name, inputs, outputs, side: side), copy: copy)
            if let copy { builder.reserveScratch(copy.pictureStride * builder.maximumBatch) }
        }
    }

    func callAsFunction(
        _ pass: NetworkPass, _ input: FeatureSlot, residual: FeatureSlot? = nil, into output: FeatureSlot
    ) {
        let residual = residual.map(pass.map)
        var input = pass.map(input)
        switch method {
        case .direct(let weights, let copy):
            if let copy {
                let copied = FeatureMap(start: pass.scratch, shape: copy)
                pass.operations.copy(input, scale: scale, into: copied, batch: pass.batch)
                input = copied
            }
            pass.operations.convolution(
                input, weights, stride: stride, residual: residual, into: pass.map(output), batch: pass.batch)
        case .winograd(let weights):
            pass.operations.convolution(
                input, scale: scale, weights, residual: residual, scratch: pass.scratch, into: pass.map(output),
                batch: pass.batch)
        }
        pass.report(name, multiplyAdds: multiplyAdds)
    }
}

import CKernels

/// Group normalisation's learned values (Wu & He 2018).
package struct GroupNormWeights: Sendable {
    package let groups: Int
    package let gamma: [Float]
    package let beta: [Float]
    package let epsilon: Float

    /// `groups` must divide the number of channels; `epsilon` is PyTorch's default. One group over single pixels is layer
    /// normalisation (Ba et al. 2016).
    package init(groups: Int, gamma: [Float], beta: [Float], epsilon: Float = 1e-5) {
        precondition(groups > 0 && gamma.count % groups == 0 && gamma.count == beta.count)
        self.groups = groups
        self.gamma = gamma
        self.beta = beta
        self.epsilon = epsilon
    }

    package var channels: Int { gamma.count }
}

extension Operations {
    /// y = silu?(normalised(x) * (1 + gain) + bias): `input` has no border, `output` may have one.
    ///
    /// `modulation` is nil (no gain, no bias) or [batch][2 * channels], gains first. `scratch` is [batch][2 * channels].
    package func groupNorm(
        _ input: FeatureMap, _ weights: GroupNormWeights, modulation: UnsafePointer<Float>? = nil, silu: Bool,
        scratch: UnsafeMutablePointer<Float>, into output: FeatureMap, batch: Int
    ) {
        let shape = input.shape
        let channels = shape.channels
        precondition(shape.border == 0 && channels == weights.channels && output.shape.channels == channels)
        precondition(output.shape.height == shape.height && output.shape.width == shape.width)
        let work = batch * shape.pictureStride
        weights.gamma.withUnsafeBufferPointer { gamma in
            weights.beta.withUnsafeBufferPointer { beta in
                forEach(batch * weights.groups, work: 4 * work) { item in
                    let picture = item / weights.groups
                    let scale = scratch + picture * 2 * channels
                    var task = ReverieGroupNorm(
                        input: UnsafePointer(input.start + picture * shape.pictureStride), pixels: shape.pixels,
                        channels: channels, groups: weights.groups, gamma: gamma.baseAddress, beta: beta.baseAddress,
                        modulation: modulation.map { $0 + picture * 2 * channels }, epsilon: weights.epsilon,
                        scale: scale, shift: scale + channels)
                    table.group_norm(&task, item % weights.groups)
                }
            }
        }
        let bands = min(shape.height, pool.threads)
        forEach(batch * bands, work: 16 * work) { item in
            let picture = item / bands
            let band = item % bands
            let first = shape.height * band / bands
            let last = shape.height * (band + 1) / bands
            let scale = scratch + picture * 2 * channels
            if band == 0 { output.clearBorder(picture) }
            table.affine(
                input.pixel(picture, first, 0), last - first, shape.width, channels, scale, scale + channels, silu,
                output.pixel(picture, first, 0), output.shape.rowStride)
        }
    }

    /// y = x / (1 + exp(-x)), element by element; `output` may be `input`.
    package func silu(_ input: UnsafePointer<Float>, count: Int, into output: UnsafeMutablePointer<Float>) {
        table.silu(input, count, output)
    }

    /// y = x times the normal distribution's share below x, element by element; `output` may be `input`.
    package func gelu(_ input: UnsafePointer<Float>, count: Int, into output: UnsafeMutablePointer<Float>) {
        table.gelu(input, count, output)
    }
}

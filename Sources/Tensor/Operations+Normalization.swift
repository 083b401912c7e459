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

/// What normalised values are changed by, picture by picture.
package struct Modulation {
    package let start: UnsafePointer<Float>
    /// Floats from one picture's to the next one's.
    package let stride: Int

    package init(start: UnsafePointer<Float>, stride: Int) {
        (self.start, self.stride) = (start, stride)
    }
}

extension Operations {
    /// y = silu?(normalised(x) * (1 + gain) + bias): `input` has no border, `output` may have one.
    ///
    /// `modulation` is nil (no gain, no bias) or for each picture [2 * channels], gains first. `scratch` is
    /// [batch][2 * channels]. The output's pixels lie side by side.
    package func groupNorm(
        _ input: FeatureMap, _ weights: GroupNormWeights, modulation: Modulation? = nil, silu: Bool,
        scratch: UnsafeMutablePointer<Float>, into output: FeatureMap, batch: Int
    ) {
        let shape = input.shape
        let channels = shape.channels
        precondition(shape.border == 0 && channels == weights.channels && output.shape.channels == channels)
        precondition(output.shape.height == shape.height && output.shape.width == shape.width)
        precondition(output.shape.pixelStride == channels)
        let work = batch * shape.pixels * channels
        let task = NormalizationTask(
            input: input, weights: weights, modulation: modulation, silu: silu, kernels: kernels, scratch: scratch,
            output: output, bands: min(shape.height, pool.threads))
        run(batch * weights.groups, work: 4 * work, NormalizationTask.Statistics(task: task))
        run(batch * task.bands, work: 16 * work, NormalizationTask.Mapping(task: task))
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

private struct NormalizationTask {
    let input: FeatureMap
    let weights: GroupNormWeights
    let modulation: Modulation?
    let silu: Bool
    let kernels: KernelSet
    let scratch: UnsafeMutablePointer<Float>
    let output: FeatureMap
    let bands: Int

    private var channels: Int { weights.channels }

    private func scale(_ picture: Int) -> UnsafeMutablePointer<Float> { scratch + picture * 2 * channels }

    /// An item is a group of a picture: what its values are multiplied by and what is added then.
    struct Statistics: PoolTask {
        let task: NormalizationTask

        func run(item: Int) {
            let (shape, weights) = (task.input.shape, task.weights)
            let picture = item / weights.groups
            let scale = task.scale(picture)
            weights.gamma.withUnsafeBufferPointer { gamma in
                weights.beta.withUnsafeBufferPointer { beta in
                    var norm = ReverieGroupNorm(
                        input: UnsafePointer(task.input.start + picture * shape.pictureStride), pixels: shape.pixels,
                        channels: shape.channels, groups: weights.groups, pixel_stride: shape.pixelStride,
                        gamma: gamma.baseAddress, beta: beta.baseAddress,
                        modulation: task.modulation.map { $0.start + picture * $0.stride },
                        epsilon: weights.epsilon, scale: scale, shift: scale + shape.channels)
                    task.kernels.table.pointee.group_norm(&norm, item % weights.groups)
                }
            }
        }
    }

    /// An item is a band of rows of a picture.
    struct Mapping: PoolTask {
        let task: NormalizationTask

        func run(item: Int) {
            let (shape, output) = (task.input.shape, task.output)
            let picture = item / task.bands
            let band = item % task.bands
            let first = shape.height * band / task.bands
            let last = shape.height * (band + 1) / task.bands
            let scale = task.scale(picture)
            if band == 0 { output.clearBorder(picture) }
            task.kernels.table.pointee.affine(
                task.input.pixel(picture, first, 0), shape.pixelStride, last - first, shape.width, shape.channels,
                scale, scale + shape.channels, task.silu, output.pixel(picture, first, 0), output.shape.rowStride)
        }
    }
}

import CKernels

extension Operations {
    /// Floats of scratch that a Winograd convolution of at most `batch` pictures needs.
    package static func winogradScratch(_ shape: FeatureShape, step: Int, batch: Int) -> Int {
        let pictures = min(batch, picturesAtOnce(shape, step: step))
        return plane(shape, step: step, pictures: pictures) * (step + 2) * (step + 2)
    }

    /// 3x3 convolution of stride 1, plus `residual` if given, by F(step x step, 3x3) (Lavin & Gray 2016): the result is that of
    /// `convolution(_:_:stride:residual:into:batch:)` but for rounding.
    ///
    /// `input`, with or without a border, is first enlarged `scale` times (nearest neighbour), without a copy; `output` has
    /// no border; `scratch` is of ``winogradScratch(_:step:batch:)`` floats for the enlarged shape.
    package func convolution(
        _ input: FeatureMap, scale: Int = 1, _ weights: WinogradWeights, residual: FeatureMap? = nil,
        scratch: UnsafeMutablePointer<Float>, into output: FeatureMap, batch: Int
    ) {
        let from = input.shape
        let to = output.shape
        precondition(from.channels == weights.inputs && to.channels == weights.outputs)
        precondition(to.border == 0 && to.height == scale * from.height && to.width == scale * from.width)
        precondition(residual == nil || residual?.shape == to)
        let step = weights.step
        let enlarged = FeatureShape(height: to.height, width: to.width, channels: from.channels)
        let group = Self.picturesAtOnce(enlarged, step: step)
        var first = 0
        while first < batch {
            let pictures = min(group, batch - first)
            var task = ReverieWinograd(
                input: UnsafePointer(input.pixel(first, 0, 0)), channels: from.channels, row_stride: from.rowStride,
                picture_stride: from.pictureStride, scale: scale, width: to.width, height: to.height, step: step,
                zeros: UnsafePointer(weights.zeros.base), transformed: scratch,
                plane: Self.plane(enlarged, step: step, pictures: pictures),
                weights: UnsafePointer(weights.weights.base),
                bias: UnsafePointer(weights.bias.base),
                residual: residual.map { UnsafePointer($0.start + first * to.pictureStride) },
                output: output.start + first * to.pictureStride, outputs: to.channels)
            run(&task, tiles: pictures * Self.tiles(enlarged, step: step), weights)
            first += pictures
        }
    }

    private func run(_ task: inout ReverieWinograd, tiles: Int, _ weights: WinogradWeights) {
        withUnsafePointer(to: &task) { task in
            let parts = min(tiles, 2 * pool.threads)
            forEach(parts, work: tiles * weights.planes * weights.inputs) { part in
                table.winograd_input(task, tiles * part / parts, tiles * (part + 1) / parts)
            }
            let bands = min((tiles + 5) / 6, max(1, (4 * pool.threads + weights.blocks - 1) / weights.blocks))
            forEach(weights.blocks * bands, work: tiles * weights.planes * weights.inputs * weights.outputs) { item in
                let band = item % bands
                table.winograd_output(task, item / bands, tiles * band / bands, tiles * (band + 1) / bands)
            }
        }
    }

    private static func tiles(_ shape: FeatureShape, step: Int) -> Int {
        ((shape.height + step - 1) / step) * ((shape.width + step - 1) / step)
    }

    /// Floats from one plane to the next: a cache line more than the tiles take, so that the planes of a tile do not fall
    /// on the same lines of the cache.
    private static func plane(_ shape: FeatureShape, step: Int, pictures: Int) -> Int {
        pictures * tiles(shape, step: step) * shape.channels + 16
    }

    /// As many pictures as a megabyte of transformed input holds, which the second-level cache keeps.
    private static func picturesAtOnce(_ shape: FeatureShape, step: Int) -> Int {
        max(1, 262_144 / (tiles(shape, step: step) * (step + 2) * (step + 2) * shape.channels))
    }
}

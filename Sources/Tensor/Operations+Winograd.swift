import CKernels

extension Operations {
    /// Floats of scratch that a Winograd convolution of at most `batch` pictures needs.
    package static func winogradScratch(_ shape: FeatureShape, _ tile: WinogradTile, batch: Int) -> Int {
        plane(shape, tile, pictures: min(batch, picturesAtOnce(shape, tile))) * tile.planes
    }

    /// 3x3 convolution of stride 1, plus `residual` if given, by minimal filtering (Lavin & Gray 2016): the result is that of
    /// `convolution(_:_:stride:residual:into:batch:)` but for rounding.
    ///
    /// `input`, with or without a border, is first enlarged `scale` times (nearest neighbour), without a copy; `output` has
    /// no border; `scratch` is of ``winogradScratch(_:_:batch:)`` floats for the enlarged shape.
    package func convolution(
        _ input: FeatureMap, scale: Int = 1, _ weights: WinogradWeights, residual: FeatureMap? = nil,
        scratch: UnsafeMutablePointer<Float>, into output: FeatureMap, batch: Int
    ) {
        let from = input.shape
        let to = output.shape
        precondition(from.channels == weights.inputs && to.channels == weights.outputs)
        precondition(to.border == 0 && to.height == scale * from.height && to.width == scale * from.width)
        precondition(residual?.shape.agrees(with: to) ?? true)
        let tile = weights.tile
        let enlarged = FeatureShape(height: to.height, width: to.width, channels: from.channels)
        let group = Self.picturesAtOnce(enlarged, tile)
        var first = 0
        while first < batch {
            let pictures = min(group, batch - first)
            let task = ReverieWinograd(
                input: UnsafePointer(input.pixel(first, 0, 0)), channels: from.channels,
                pixel_stride: from.pixelStride, row_stride: from.rowStride,
                picture_stride: from.pictureStride, scale: scale, width: to.width, height: to.height,
                down: tile.rows, across: tile.columns,
                zeros: UnsafePointer(weights.zeros.base), transformed: scratch,
                plane: Self.plane(enlarged, tile, pictures: pictures),
                weights: UnsafePointer(weights.weights.base),
                bias: UnsafePointer(weights.bias.base),
                residual: residual.map { UnsafePointer($0.start + first * $0.shape.pictureStride) },
                output: output.start + first * to.pictureStride, outputs: to.channels,
                output_stride: to.pixelStride, residual_stride: residual?.shape.pixelStride ?? 0)
            run(task, tiles: pictures * tile.count(height: to.height, width: to.width), weights)
            first += pictures
        }
    }

    private func run(_ winograd: ReverieWinograd, tiles: Int, _ weights: WinogradWeights) {
        let work = tiles * weights.tile.planes * weights.inputs
        let parts = min(tiles, 2 * pool.threads)
        run(parts, work: work, WinogradInput(winograd: winograd, kernels: kernels, tiles: tiles, parts: parts))
        let bands = min((tiles + 5) / 6, max(1, (4 * pool.threads + weights.blocks - 1) / weights.blocks))
        run(
            weights.blocks * bands, work: work * weights.outputs,
            WinogradOutput(winograd: winograd, kernels: kernels, tiles: tiles, bands: bands))
    }

    /// Floats from one plane to the next: a cache line more than the tiles take, so that the planes of a tile do not fall
    /// on the same lines of the cache.
    private static func plane(_ shape: FeatureShape, _ tile: WinogradTile, pictures: Int) -> Int {
        pictures * tile.count(height: shape.height, width: shape.width) * shape.channels + 16
    }

    /// As many pictures as a megabyte of transformed input holds, which the second-level cache keeps.
    private static func picturesAtOnce(_ shape: FeatureShape, _ tile: WinogradTile) -> Int {
        max(1, 262_144 / (tile.count(height: shape.height, width: shape.width) * tile.planes * shape.channels))
    }
}

/// An item is some of the tiles.
private struct WinogradInput: PoolTask {
    let winograd: ReverieWinograd
    let kernels: KernelSet
    let tiles: Int
    let parts: Int

    func run(item: Int) {
        withUnsafePointer(to: winograd) {
            kernels.table.pointee.winograd_input($0, tiles * item / parts, tiles * (item + 1) / parts)
        }
    }
}

/// An item is one block of outputs of some of the tiles; neighbours share the weights.
private struct WinogradOutput: PoolTask {
    let winograd: ReverieWinograd
    let kernels: KernelSet
    let tiles: Int
    let bands: Int

    func run(item: Int) {
        let band = item % bands
        withUnsafePointer(to: winograd) {
            kernels.table.pointee.winograd_output(
                $0, item / bands, tiles * band / bands, tiles * (band + 1) / bands)
        }
    }
}

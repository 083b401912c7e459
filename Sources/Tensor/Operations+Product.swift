import CKernels

extension Operations {
    /// 3x3 (stride 1 or 2, input with a border of 1) or 1x1 convolution of `batch` pictures, plus `residual` if given.
    ///
    /// `output` has no border and is [ceil(h / stride)][ceil(w / stride)][weights.outputs]; `residual` has as many numbers
    /// and may be `output` itself. The pixels of a 3x3 convolution's input lie side by side.
    package func convolution(
        _ input: FeatureMap, _ weights: PackedWeights, stride: Int = 1, residual: FeatureMap? = nil,
        into output: FeatureMap,
        batch: Int
    ) {
        let from = input.shape
        let to = output.shape
        precondition(from.channels == weights.inputs && to.channels == weights.outputs && to.border == 0)
        precondition(from.border == (weights.side - 1) / 2)
        precondition(to.height == (from.height + stride - 1) / stride && to.width == (from.width + stride - 1) / stride)
        precondition(residual?.shape.agrees(with: to) ?? true)
        precondition(weights.side == 1 || from.pixelStride == from.channels)
        product(
            ReverieWindows(
                input: UnsafePointer(input.start), weights: UnsafePointer(weights.weights.base),
                bias: UnsafePointer(weights.bias.base), residual: residual.map { UnsafePointer($0.start) },
                output: output.start, width: to.width, height: to.height, pixel_stride: stride * from.pixelStride,
                row_stride: stride * from.rowStride, picture_stride: from.pictureStride, window_rows: weights.side,
                window_row: from.rowStride, run: weights.run, outputs: weights.outputs,
                output_stride: to.pixelStride, residual_stride: residual?.shape.pixelStride ?? 0),
            blocks: weights.blocks, pixels: to.pixels * batch)
    }

    /// `rows` rows [rows][inputs] -> [rows][outputs].
    package func linear(
        _ input: UnsafePointer<Float>, _ weights: PackedWeights, into output: UnsafeMutablePointer<Float>, rows: Int
    ) {
        precondition(weights.side == 1)
        product(
            ReverieWindows(
                input: input, weights: UnsafePointer(weights.weights.base), bias: UnsafePointer(weights.bias.base),
                residual: nil, output: output, width: 1, height: 1, pixel_stride: 0, row_stride: 0,
                picture_stride: weights.inputs, window_rows: 1, window_row: 0, run: weights.inputs,
                outputs: weights.outputs, output_stride: weights.outputs, residual_stride: 0),
            blocks: weights.blocks, pixels: rows)
    }

    /// An item is one block of outputs and a band of pixels; neighbours share the weights.
    private func product(_ windows: ReverieWindows, blocks: Int, pixels: Int) {
        guard pixels > 0, blocks > 0 else { return }
        let tiles = (pixels + reverie_tile - 1) / reverie_tile
        let bands = min(tiles, max(1, (4 * pool.threads + blocks - 1) / blocks))
        // The weights must be fetched, which takes as long as the products of a few pixels.
        let work = (pixels + 3) * windows.outputs * windows.window_rows * windows.run
        run(
            blocks * bands, work: work,
            ProductTask(windows: windows, kernels: kernels, tiles: tiles, bands: bands, pixels: pixels))
    }
}

private struct ProductTask: PoolTask {
    let windows: ReverieWindows
    let kernels: KernelSet
    let tiles: Int
    let bands: Int
    let pixels: Int

    func run(item: Int) {
        let block = item / bands
        let band = item % bands
        let first = tiles * band / bands * reverie_tile
        let last = min(tiles * (band + 1) / bands * reverie_tile, pixels)
        withUnsafePointer(to: windows) { kernels.table.pointee.windows($0, block, block + 1, first, last) }
    }
}

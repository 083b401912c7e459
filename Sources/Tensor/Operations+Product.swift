import CKernels

extension Operations {
    /// 3x3 (stride 1 or 2, input with a border of 1) or 1x1 convolution of `batch` pictures, plus `residual` if given.
    ///
    /// `output` has no border and is [ceil(h / stride)][ceil(w / stride)][weights.outputs]; `residual` has its shape and
    /// may be `output` itself.
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
        precondition(residual == nil || residual?.shape == to)
        product(
            ReverieWindows(
                input: UnsafePointer(input.start), weights: UnsafePointer(weights.weights.base),
                bias: UnsafePointer(weights.bias.base), residual: residual.map { UnsafePointer($0.start) },
                output: output.start, width: to.width, height: to.height, pixel_stride: stride * from.channels,
                row_stride: stride * from.rowStride, picture_stride: from.pictureStride, window_rows: weights.side,
                window_row: from.rowStride, run: weights.run, outputs: weights.outputs, output_stride: to.channels),
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
                outputs: weights.outputs, output_stride: weights.outputs),
            blocks: weights.blocks, pixels: rows)
    }

    /// An item is one block of outputs and a band of pixels; neighbours share the weights.
    private func product(_ windows: ReverieWindows, blocks: Int, pixels: Int) {
        guard pixels > 0, blocks > 0 else { return }
        let tile = reverie_tile
        let tiles = (pixels + tile - 1) / tile
        let bands = min(tiles, max(1, (4 * pool.threads + blocks - 1) / blocks))
        let work = pixels * windows.outputs * windows.window_rows * windows.run
        withUnsafePointer(to: windows) { windows in
            forEach(blocks * bands, work: work) { item in
                let block = item / bands
                let band = item % bands
                let first = tiles * band / bands * tile
                let last = min(tiles * (band + 1) / bands * tile, pixels)
                table.windows(windows, block, block + 1, first, last)
            }
        }
    }
}

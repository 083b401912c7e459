import CKernels

extension Operations {
    /// `rows` rows [rows][inputs] -> [rows][outputs], plus `residual` if given, which may be `output` itself: the bits that the
    /// widened weights give.
    package func linear(
        _ input: UnsafePointer<Float>, _ weights: QuantizedWeights, residual: UnsafePointer<Float>? = nil,
        into output: UnsafeMutablePointer<Float>, rows: Int
    ) {
        guard rows > 0 else { return }
        run(
            weights.blocks, work: rows * weights.outputs * weights.inputs,
            QuantizedTask(
                input: input, weights: weights, residual: residual, output: output, rows: rows, kernels: kernels))
    }
}

/// An item is one block of outputs.
private struct QuantizedTask: PoolTask {
    let input: UnsafePointer<Float>
    let weights: QuantizedWeights
    let residual: UnsafePointer<Float>?
    let output: UnsafeMutablePointer<Float>
    let rows: Int
    let kernels: KernelSet

    func run(item: Int) {
        let (block, run, table) = (PackedWeights.block, weights.inputs, kernels.table.pointee)
        withUnsafeTemporaryAllocation(of: Float.self, capacity: run * block) { panel in
            guard let panel = panel.baseAddress else { return }
            let channel = item * block
            weights.values.withUnsafeBufferPointer { values in
                weights.scales.withUnsafeBufferPointer { scales in
                    guard let values = values.baseAddress, let scales = scales.baseAddress else { return }
                    table.widen(
                        values + channel * run, run, scales + channel * (run / weights.group), weights.group, panel)
                }
            }
            weights.bias.withUnsafeBufferPointer { bias in
                guard let bias = bias.baseAddress else { return }
                let windows = ReverieWindows(
                    input: input, weights: panel, bias: bias + channel, residual: residual.map { $0 + channel },
                    output: output + channel, width: 1, height: 1, pixel_stride: 0, row_stride: 0,
                    picture_stride: run, window_rows: 1, window_row: 0, run: run,
                    outputs: min(block, weights.outputs - channel), output_stride: weights.outputs,
                    residual_stride: weights.outputs)
                withUnsafePointer(to: windows) { table.windows($0, 0, 1, 0, rows) }
            }
        }
    }
}

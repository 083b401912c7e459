import CKernels

extension Operations {
    /// `rows` rows [rows][inputs] -> [rows][outputs], plus `residual` if given, which may be `output` itself: the bits that the
    /// widened weights give.
    package func linear(
        _ input: UnsafePointer<Float>, _ weights: QuantizedWeights, residual: UnsafePointer<Float>? = nil,
        into output: UnsafeMutablePointer<Float>, rows: Int
    ) {
        guard rows > 0 else { return }
        let (block, run) = (PackedWeights.block, weights.inputs)
        forEach(weights.blocks, work: rows * weights.outputs * run) { index in
            withUnsafeTemporaryAllocation(of: Float.self, capacity: run * block) { panel in
                guard let panel = panel.baseAddress else { return }
                let channel = index * block
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
                        outputs: min(block, weights.outputs - channel), output_stride: weights.outputs)
                    withUnsafePointer(to: windows) { table.windows($0, 0, 1, 0, rows) }
                }
            }
        }
    }
}

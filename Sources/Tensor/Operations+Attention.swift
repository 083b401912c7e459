import CKernels

extension Operations {
    /// The most positions attention takes at once.
    package static let maximumTokens = reverie_maximum_tokens

    /// Floats of scratch that `attention` needs for each picture.
    package static func attentionScratch(tokens: Int, channels: Int, headWidth: Int) -> Int {
        channels / headWidth * headScratch(tokens: tokens, width: headWidth)
    }

    private static func headScratch(tokens: Int, width: Int) -> Int {
        let block = PackedWeights.block
        return ((tokens + block - 1) / block * width + (width + block - 1) / block * tokens) * block
    }

    /// softmax(q k^T / sqrt(headWidth)) v over all positions, head by head (Vaswani et al. 2017, equation 1).
    ///
    /// `qkv` is [batch][positions][3 * channels] (all heads' queries, then keys, then values), `output`
    /// [batch][positions][channels].
    package func attention(
        _ qkv: FeatureMap, headWidth: Int, scratch: UnsafeMutablePointer<Float>, into output: FeatureMap, batch: Int
    ) {
        let channels = output.shape.channels
        let tokens = output.shape.pixels
        precondition(qkv.shape.channels == 3 * channels && qkv.shape.pixels == tokens && channels % headWidth == 0)
        precondition(qkv.shape.border == 0 && output.shape.border == 0 && tokens <= Self.maximumTokens)
        precondition(qkv.shape.pixelStride == 3 * channels)
        let tiles = (tokens + reverie_tile - 1) / reverie_tile
        let task = AttentionTask(
            qkv: qkv, headWidth: headWidth, kernels: kernels, scratch: scratch,
            headScratch: Self.headScratch(tokens: tokens, width: headWidth), output: output, tiles: tiles,
            bands: min(tiles, pool.threads))
        let heads = batch * channels / headWidth
        run(heads, work: 4 * batch * tokens * channels, AttentionTask.Packing(task: task))
        run(
            heads * task.bands, work: 2 * batch * tokens * tokens * channels, AttentionTask.Queries(task: task))
    }
}

private struct AttentionTask {
    let qkv: FeatureMap
    let headWidth: Int
    let kernels: KernelSet
    let scratch: UnsafeMutablePointer<Float>
    let headScratch: Int
    let output: FeatureMap
    let tiles: Int
    let bands: Int

    private var tokens: Int { output.shape.pixels }

    /// Heads are counted through all pictures.
    private func head(_ head: Int) -> ReverieAttention {
        let channels = output.shape.channels
        let heads = channels / headWidth
        let queries = qkv.start + head / heads * qkv.shape.pictureStride + head % heads * headWidth
        let keys = scratch + head * headScratch
        let keyFloats = (tokens + PackedWeights.block - 1) / PackedWeights.block * PackedWeights.block * headWidth
        return ReverieAttention(
            queries: UnsafePointer(queries), keys: UnsafePointer(queries + channels),
            values: UnsafePointer(queries + 2 * channels), tokens: tokens, width: headWidth, stride: 3 * channels,
            scale: 1 / Float(headWidth).squareRoot(), packed_keys: keys, packed_values: keys + keyFloats,
            output: output.start + head / heads * output.shape.pictureStride + head % heads * headWidth,
            output_stride: output.shape.pixelStride)
    }

    /// An item is a head's keys and values.
    struct Packing: PoolTask {
        let task: AttentionTask

        func run(item: Int) {
            var attention = task.head(item)
            task.kernels.table.pointee.attention_pack(&attention)
        }
    }

    /// An item is a band of a head's queries.
    struct Queries: PoolTask {
        let task: AttentionTask

        func run(item: Int) {
            var attention = task.head(item / task.bands)
            let band = item % task.bands
            task.kernels.table.pointee.attention(
                &attention, task.tiles * band / task.bands * reverie_tile,
                min(task.tiles * (band + 1) / task.bands * reverie_tile, task.tokens))
        }
    }
}

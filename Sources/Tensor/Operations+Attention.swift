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
        let heads = channels / headWidth
        let headScratch = Self.headScratch(tokens: tokens, width: headWidth)
        func task(_ head: Int) -> ReverieAttention {
            let queries = qkv.start + head / heads * qkv.shape.pictureStride + head % heads * headWidth
            let keys = scratch + head * headScratch
            let keyFloats = (tokens + PackedWeights.block - 1) / PackedWeights.block * PackedWeights.block * headWidth
            return ReverieAttention(
                queries: UnsafePointer(queries), keys: UnsafePointer(queries + channels),
                values: UnsafePointer(queries + 2 * channels), tokens: tokens, width: headWidth, stride: 3 * channels,
                scale: 1 / Float(headWidth).squareRoot(), packed_keys: keys, packed_values: keys + keyFloats,
                output: output.start + head / heads * output.shape.pictureStride + head % heads * headWidth,
                output_stride: channels)
        }
        forEach(batch * heads, work: 4 * batch * tokens * channels) { head in
            var task = task(head)
            table.attention_pack(&task)
        }
        let tile = reverie_tile
        let tiles = (tokens + tile - 1) / tile
        let bands = min(tiles, pool.threads)
        forEach(batch * heads * bands, work: 2 * batch * tokens * tokens * channels) { item in
            var task = task(item / bands)
            let band = item % bands
            table.attention(&task, tiles * band / bands * tile, min(tiles * (band + 1) / bands * tile, tokens))
        }
    }
}

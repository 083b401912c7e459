import Tensor

/// One layer of BERT (Devlin et al. 2018): self-attention, then a feed-forward network with GELU, each added to what came in
/// and normalised after that (post-norm).
struct EncoderLayer {
    private let heads: Int
    /// Queries, keys and values at once.
    private let qkv: EncoderLinear
    private let mixed: EncoderLinear
    private let attentionNorm: GroupNormWeights
    private let expand: EncoderLinear
    private let contract: EncoderLinear
    private let outputNorm: GroupNormWeights

    init(_ name: String, _ manifest: EncoderManifest, _ weights: EncoderWeights) throws(TextModelError) {
        let (width, hidden, epsilon) = (manifest.width, manifest.hiddenWidth, manifest.normEpsilon)
        heads = manifest.heads
        qkv = try weights.linear(name + ".qkv", width, 3 * width)
        mixed = try weights.linear(name + ".mixed", width, width)
        attentionNorm = try weights.layerNorm(name + ".attentionNorm", width, epsilon: epsilon)
        expand = try weights.linear(name + ".expand", width, hidden)
        contract = try weights.linear(name + ".contract", hidden, width)
        outputNorm = try weights.layerNorm(name + ".outputNorm", width, epsilon: epsilon)
    }

    /// Changes the first `tokens` rows of `memory.tokens`.
    func callAsFunction(_ memory: EncoderMemory, tokens: Int, _ operations: Operations) {
        let width = mixed.outputs
        func map(_ start: UnsafeMutablePointer<Float>, _ channels: Int) -> FeatureMap {
            FeatureMap(start: start, shape: FeatureShape(height: tokens, width: 1, channels: channels))
        }
        qkv(memory.tokens, into: memory.wide, rows: tokens, operations)
        operations.attention(
            map(memory.wide, 3 * width), headWidth: width / heads, scratch: memory.scratch,
            into: map(memory.attended, width), batch: 1)
        mixed(memory.attended, adding: true, into: memory.tokens, rows: tokens, operations)
        memory.normalize(attentionNorm, tokens: tokens, operations)
        expand(memory.tokens, into: memory.wide, rows: tokens, operations)
        operations.gelu(memory.wide, count: tokens * expand.outputs, into: memory.wide)
        contract(memory.wide, adding: true, into: memory.tokens, rows: tokens, operations)
        memory.normalize(outputNorm, tokens: tokens, operations)
    }
}

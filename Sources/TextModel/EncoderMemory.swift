import Tensor

/// What one sentence needs while it is encoded, planned once for the longest.
struct EncoderMemory {
    private let storage: Storage
    private let width: Int
    /// [tokens][width]
    let tokens: UnsafeMutablePointer<Float>
    /// [tokens][width]
    let attended: UnsafeMutablePointer<Float>
    /// [tokens][3 * width or hidden width]
    let wide: UnsafeMutablePointer<Float>
    /// What attention and normalisation need.
    let scratch: UnsafeMutablePointer<Float>

    /// Nil if memory is short.
    init?(_ manifest: EncoderManifest) {
        width = manifest.width
        let count = manifest.maximumTokens
        let attention = Operations.attentionScratch(tokens: count, channels: width, headWidth: width / manifest.heads)
        var plan = ArenaPlan()
        let ranges = [
            plan.reserve(count * width), plan.reserve(count * width),
            plan.reserve(count * max(3 * width, manifest.hiddenWidth)), plan.reserve(max(attention, 2 * count * width)),
        ]
        guard let storage = Storage(count: plan.size) else { return nil }
        self.storage = storage
        tokens = storage.base + ranges[0].lowerBound
        attended = storage.base + ranges[1].lowerBound
        wide = storage.base + ranges[2].lowerBound
        scratch = storage.base + ranges[3].lowerBound
    }

    /// Normalises each of the first `count` rows of `tokens`.
    func normalize(_ norm: GroupNormWeights, tokens count: Int, _ operations: Operations) {
        let rows = FeatureMap(start: tokens, shape: FeatureShape(height: 1, width: 1, channels: width))
        operations.groupNorm(rows, norm, silu: false, scratch: scratch, into: rows, batch: count)
    }
}

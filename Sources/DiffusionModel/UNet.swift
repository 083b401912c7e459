package import Tensor
package import WeightFormat

/// The denoiser: a U-Net over folded pixels (Ronneberger et al. 2015; Ho et al. 2020, appendix B), conditioned by scale
/// and shift. Twin of `weights/recipe/reverie_recipe/network.py`, whose names its weights and activations bear.
///
/// One caller at a time; the pool's threads share the work inside.
package final class UNet {
    package let maximumBatch: Int
    /// Sees every stage's output under its name, in the order of evaluation; for tests, on one thread.
    var tap: Tap?
    typealias Tap = (_ name: String, _ activation: FeatureMap) -> Void
    private let image: ModelManifest.Image
    private let operations: Operations
    /// Is told of every layer when it is done, with the multiply-adds that it would have taken if computed directly, for the
    /// whole batch; for benchmarks, on one thread.
    package var observer: LayerObserver?
    package typealias LayerObserver = (_ layer: String, _ multiplyAdds: Int) -> Void
    private let lanes: Lanes
    private let conditioning: Conditioning
    private let stem: Stem
    private let encoder: [EncoderStage]
    private let middle: (first: ResidualBlock, attention: SelfAttention, second: ResidualBlock)
    private let decoder: [DecoderStage]
    private let head: Head

    /// Throws if the weights do not fit the manifest, hold values that are not numbers, or memory is short.
    package convenience init(
        manifest: ModelManifest, weights: SafetensorsFile, threadPool: ThreadPool, maximumBatch: Int
    ) throws(ModelError) {
        try self.init(manifest, weights, Operations(pool: threadPool), maximumBatch: maximumBatch)
    }

    init(
        _ manifest: ModelManifest, _ weights: SafetensorsFile, _ operations: Operations, maximumBatch: Int
    ) throws(ModelError) {
        precondition(1...1024 ~= maximumBatch, "A batch has 1 to 1024 pictures.")
        let network = manifest.network
        var builder = NetworkBuilder(
            weights: WeightLoader(weights),
            maximumBatch: Lanes.pictures(maximumBatch, threads: operations.pool.threads),
            groups: network.groups,
            headWidth: network.headWidth, conditioningWidth: network.conditioningWidth)
        stem = try Stem(manifest.image, network, &builder)
        var x = stem.output
        var skips: [Skip] = []
        var encoder: [EncoderStage] = []
        for level in network.widths.indices {
            let stage = try EncoderStage(level: level, x, network, &builder)
            // A level's input is the stem's output or the level above's last word, neither of them a skip.
            builder.release(x)
            encoder.append(stage)
            skips += stage.skips
            x = stage.output
        }
        let width = x.shape.channels
        let first = try ResidualBlock("middle.first", x, outputs: width, &builder)
        let attention = try SelfAttention("middle.attention", first.output, &builder)
        builder.release(first.output)
        let second = try ResidualBlock(
            "middle.second", attention.output, outputs: width, into: skips.last?.beside, &builder)
        builder.release(attention.output)
        middle = (first, attention, second)
        var decoder: [DecoderStage] = []
        for level in network.widths.indices.reversed() {
            let stage = try DecoderStage(level: level, skips: &skips, network, &builder)
            decoder.append(stage)
            x = stage.output
        }
        head = try Head(x, manifest.image, network, &builder)
        conditioning = try Conditioning(network, maximumBatch: maximumBatch, &builder)
        try builder.weights.finish(manifest)
        guard builder.plan.size <= Self.maximumArena,
            let lanes = Lanes(operations.pool.threads, arena: builder.plan.size, scratch: builder.scratch)
        else { throw .noMemory }
        (self.encoder, self.decoder, self.lanes) = (encoder, decoder, lanes)
        (image, self.operations, self.maximumBatch) = (manifest.image, operations, maximumBatch)
    }

    /// 4 GB.
    private static let maximumArena = 1 << 30

    /// Numbers that `condition` makes of a prompt.
    package var conditionWidth: Int { conditioning.width + (stem.sketch?.count ?? 0) }

    /// What every evaluation needs of a prompt: once a job. `prompt` is an embedding of promptWidth numbers, nil stands for
    /// the learned null vector.
    package func condition(prompt: [Float]?) -> [Float] {
        conditioning.prompt(prompt, operations) + (stem.sketch?(prompt, operations) ?? [])
    }

    /// One evaluation for each picture of the batch, at its own timestep. The bits of a picture's prediction depend on
    /// nothing but its own x, timestep and prompt.
    ///
    /// `x` and `prediction` are [batch][height][width][channels]; `timesteps` are in 1...T; `prompts` [batch][conditionWidth]
    /// are what `condition` made. The counts must agree, and be at most `maximumBatch`.
    package func predict(
        _ x: UnsafeBufferPointer<Float>, timesteps: UnsafeBufferPointer<Int>, prompts: UnsafeBufferPointer<Float>,
        into prediction: UnsafeMutableBufferPointer<Float>
    ) {
        let batch = timesteps.count
        precondition(batch <= maximumBatch, "The batch is larger than planned.")
        precondition(x.count == batch * image.elements && prediction.count == x.count, "The pictures' sizes disagree.")
        precondition(prompts.count == batch * conditionWidth, "There must be a prompt for each picture.")
        guard batch > 0, let from = x.baseAddress, let to = prediction.baseAddress, let start = prompts.baseAddress
        else { return }
        let prompts = Conditions(start: start, stride: conditionWidth)
        conditioning(operations, timesteps: timesteps, prompts: prompts, tap: tap, observer: observer)
        // Whole pictures side by side share nothing but the weights, so a core never waits for what another one computed;
        // only what is left over, fewer pictures than threads, is shared layer by layer.
        let threads = operations.pool.threads
        let apart = batch / threads * threads
        let rounds = (apart / threads + Lanes.chunk - 1) / Lanes.chunk
        let items = threads * rounds
        operations.pool.run(
            items, SideBySide(unet: self, pictures: apart, items: items, x: from, prompts: prompts, prediction: to))
        if apart < batch { evaluate(apart..<batch, from, prompts, into: to) }
    }

    /// An item is some of the pictures.
    private struct SideBySide: PoolTask {
        let unet: UNet
        let pictures: Int
        let items: Int
        let x: UnsafePointer<Float>
        let prompts: Conditions
        let prediction: UnsafeMutablePointer<Float>

        func run(item: Int) {
            unet.evaluate(pictures * item / items..<pictures * (item + 1) / items, x, prompts, into: prediction)
        }
    }

    private func evaluate(
        _ pictures: Range<Int>, _ x: UnsafePointer<Float>, _ prompts: Conditions,
        into prediction: UnsafeMutablePointer<Float>
    ) {
        lanes.withLane { lane in
            let pass = NetworkPass(
                operations: operations, arena: lane.arena, scratch: lane.scratch.base, batch: pictures.count,
                conditioning: conditioning, prompts: prompts, firstPicture: pictures.lowerBound, tap: tap,
                observer: observer)
            let first = pictures.lowerBound * image.elements
            stem(pass, x + first)
            for stage in encoder { stage(pass) }
            middle.first(pass)
            middle.attention(pass)
            middle.second(pass)
            for stage in decoder { stage(pass) }
            head(pass, into: prediction + first)
        }
    }
}

import Tensor

/// What the parts of a network are built from: its weights, and the plan of its activations' memory. Parts are built in
/// the order in which they run.
struct NetworkBuilder {
    var weights: WeightLoader
    var plan = ArenaPlan()
    /// Floats of scratch that one layer at a time uses.
    private(set) var scratch = 0
    let maximumBatch: Int
    let groups: Int
    let headWidth: Int
    let conditioningWidth: Int

    mutating func reserve(_ shape: FeatureShape) -> FeatureSlot { plan.reserve(shape, batch: maximumBatch) }

    /// A vector of `count` floats for each picture.
    mutating func reserveVector(_ count: Int) -> FeatureSlot {
        reserve(FeatureShape(height: 1, width: 1, channels: count))
    }

    mutating func reserveScratch(_ count: Int) { scratch = max(scratch, count) }

    mutating func release(_ slot: FeatureSlot) { plan.release(slot) }
}

/// One evaluation under way.
struct NetworkPass {
    let operations: Operations
    let arena: Storage
    /// What one layer at a time may write over.
    let scratch: UnsafeMutablePointer<Float>
    let batch: Int
    /// The conditioning vectors, [batch][conditioningWidth].
    let conditioning: FeatureSlot
    /// Sees every named activation; for tests.
    let tap: ((_ name: String, _ activation: FeatureMap) -> Void)?
    let observer: UNet.LayerObserver?

    func map(_ slot: FeatureSlot) -> FeatureMap { arena.map(slot) }

    func vector(_ slot: FeatureSlot) -> UnsafeMutablePointer<Float> { arena.map(slot).start }

    /// Says that a layer is done; `multiplyAdds` are those of one picture.
    func report(_ layer: @autoclosure () -> String, multiplyAdds: Int) { observer?(layer(), multiplyAdds * batch) }

    func show(_ name: String, _ slot: FeatureSlot) { tap?(name, map(slot)) }
}

extension FeatureShape {
    func with(channels: Int? = nil, border: Int = 0) -> FeatureShape {
        FeatureShape(height: height, width: width, channels: channels ?? self.channels, border: border)
    }
}

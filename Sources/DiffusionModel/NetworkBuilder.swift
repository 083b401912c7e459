import Tensor

/// What the parts of a network are built from: its weights, and the plan of its activations' memory. Parts are built in
/// the order in which they run.
struct NetworkBuilder {
    var weights: WeightLoader
    var plan = ArenaPlan()
    let maximumBatch: Int
    let groups: Int
    let headWidth: Int
    let conditioningWidth: Int

    mutating func reserve(_ shape: FeatureShape) -> FeatureSlot { plan.reserve(shape, batch: maximumBatch) }

    /// A vector of `count` floats for each picture.
    mutating func reserveVector(_ count: Int) -> FeatureSlot {
        reserve(FeatureShape(height: 1, width: 1, channels: count))
    }

    mutating func release(_ slot: FeatureSlot) { plan.release(slot) }
}

/// One evaluation under way.
struct NetworkPass {
    let operations: Operations
    let arena: Storage
    let batch: Int
    /// The conditioning vectors, [batch][conditioningWidth].
    let conditioning: FeatureSlot
    /// Sees every named activation; for tests.
    let tap: ((_ name: String, _ activation: FeatureMap) -> Void)?

    func map(_ slot: FeatureSlot) -> FeatureMap { arena.map(slot) }

    func vector(_ slot: FeatureSlot) -> UnsafeMutablePointer<Float> { arena.map(slot).start }

    func show(_ name: String, _ slot: FeatureSlot) { tap?(name, map(slot)) }
}

extension FeatureShape {
    func with(channels: Int? = nil, border: Int = 0) -> FeatureShape {
        FeatureShape(height: height, width: width, channels: channels ?? self.channels, border: border)
    }
}

import Tensor

/// What the parts of a network are built from: its weights, and the plan of its activations' memory. Parts are built in
/// the order in which they run.
struct NetworkBuilder {
    var weights: WeightLoader
    var plan = ArenaPlan()
    /// Floats of scratch that one layer at a time uses.
    private(set) var scratch = 0
    /// The layers that turn the conditioning vector into gains and shifts, one block's after another's.
    private(set) var modulations: (weight: [Float], bias: [Float]) = ([], [])
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

    /// Loads the layer `name` that gives a gain and a shift for each channel.
    mutating func modulation(_ name: String, channels: Int) throws(ModelError) -> ModulationSlot {
        let slot = ModulationSlot(offset: modulations.bias.count)
        modulations.weight += try weights.values(name + ".weight", [2 * channels, conditioningWidth])
        modulations.bias += try weights.values(name + ".bias", [2 * channels])
        return slot
    }

    /// All of them, once: [outputs][conditioningWidth] and [outputs].
    mutating func takeModulations() -> (weight: [Float], bias: [Float]) {
        defer { modulations = ([], []) }
        return modulations
    }
}

/// One evaluation under way.
struct NetworkPass {
    let operations: Operations
    let arena: Storage
    /// What one layer at a time may write over.
    let scratch: UnsafeMutablePointer<Float>
    let batch: Int
    /// The step's, for the whole batch, in which this evaluation's pictures begin at `firstPicture`.
    let conditioning: Conditioning
    let prompts: Conditions
    let firstPicture: Int
    /// Sees every named activation; for tests.
    let tap: UNet.Tap?
    let observer: UNet.LayerObserver?

    func map(_ slot: FeatureSlot) -> FeatureMap { arena.map(slot) }

    func modulation(_ slot: ModulationSlot) -> Modulation {
        conditioning.modulation(slot, picture: firstPicture)
    }

    /// That of one of this evaluation's pictures.
    func sketch(_ picture: Int) -> UnsafePointer<Float> { prompts.row(firstPicture + picture) + conditioning.width }

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

import Tensor

/// Timesteps and prompts become the conditioning vectors, silu(time + prompt), each half through two linear layers, and these
/// become the gains and shifts of all residual blocks: once a step, for the whole batch. The prompts' half is made once a job.
struct Conditioning {
    /// Numbers in a conditioning vector, and in what is made of a prompt.
    let width: Int
    private let frequencies: [Float]
    private let promptWidth: Int
    private let time1: PackedWeights
    private let time2: PackedWeights
    private let prompt1: PackedWeights
    private let prompt2: PackedWeights
    /// All blocks' layers beside each other.
    private let modulations: PackedWeights
    /// What stands for no prompt.
    private let null: [Float]
    private let memory: Storage
    private let encoding: UnsafeMutablePointer<Float>
    private let hidden: UnsafeMutablePointer<Float>
    private let time: UnsafeMutablePointer<Float>
    private let output: UnsafeMutablePointer<Float>
    private let modulation: UnsafeMutablePointer<Float>

    /// For up to `maximumBatch` pictures. The last part to be built: it takes the modulations that the others asked for.
    init(_ network: ModelManifest.Network, maximumBatch: Int, _ builder: inout NetworkBuilder) throws(ModelError) {
        width = network.conditioningWidth
        promptWidth = network.promptWidth
        // Vaswani et al. 2017, section 3.5: frequencies from 1 down to 1/10000. Rounded to 32 bits where PyTorch rounds.
        let count = network.timestepFrequencies
        let step = Float(-ElementaryFunctions.log(10_000))
        frequencies = (0..<count).map { Float(ElementaryFunctions.exp(Double(step * (Float($0) / Float(count))))) }
        time1 = try builder.weights.linear("conditioning.time1", 2 * count, width)
        time2 = try builder.weights.linear("conditioning.time2", width, width)
        prompt1 = try builder.weights.linear("conditioning.prompt1", promptWidth, width)
        prompt2 = try builder.weights.linear("conditioning.prompt2", width, width)
        null = try builder.weights.values("conditioning.null", [promptWidth])
        let asked = builder.takeModulations()
        var plan = ArenaPlan()
        let ranges = [2 * count, width, width, width, asked.bias.count].map { plan.reserve($0 * maximumBatch) }
        let packed = PackedWeights(
            weight: asked.weight, bias: asked.bias, inputs: width, outputs: asked.bias.count, side: 1)
        guard let packed, let memory = Storage(count: plan.size) else { throw .noMemory }
        modulations = packed
        self.memory = memory
        let starts = ranges.map { memory.base + $0.lowerBound }
        (encoding, hidden, time, output, modulation) = (starts[0], starts[1], starts[2], starts[3], starts[4])
    }

    /// What a step needs of a prompt, [width]; nil stands for no prompt.
    func prompt(_ embedding: [Float]?, _ operations: Operations) -> [Float] {
        let values = embedding ?? null
        precondition(values.count == promptWidth, "A prompt's embedding must have promptWidth numbers.")
        return [Float](unsafeUninitializedCapacity: width) { result, count in
            result.initialize(repeating: 0)
            count = width
            guard let to = result.baseAddress else { return }
            values.withUnsafeBufferPointer { values in
                guard let from = values.baseAddress else { return }
                twoLayers(operations, from, prompt1, prompt2, rows: 1, into: to)
            }
        }
    }

    /// Each row of `prompts` begins with what ``prompt(_:_:)`` made.
    func callAsFunction(
        _ operations: Operations, timesteps: UnsafeBufferPointer<Int>, prompts: Conditions,
        tap: UNet.Tap?, observer: UNet.LayerObserver?
    ) {
        // Neighbours that are at the same timestep, as both halves of guidance are, share its half.
        var rows = 0
        for (index, t) in timesteps.enumerated() where index == 0 || t != timesteps[index - 1] {
            encode(t, into: encoding + rows * 2 * frequencies.count)
            rows += 1
        }
        twoLayers(operations, UnsafePointer(encoding), time1, time2, rows: rows, into: time)
        var row = -1
        for (index, t) in timesteps.enumerated() {
            if index == 0 || t != timesteps[index - 1] { row += 1 }
            let (own, prompt, sum) = (time + row * width, prompts.row(index), output + index * width)
            for column in 0..<width { sum[column] = prompt[column] + own[column] }
        }
        operations.silu(output, count: timesteps.count * width, into: output)
        observer?("conditioning", rows * (2 * frequencies.count + width) * width)
        tap?("conditioning", FeatureMap(start: output, shape: FeatureShape(height: 1, width: 1, channels: width)))
        operations.linear(output, modulations, into: modulation, rows: timesteps.count)
        observer?("modulations", timesteps.count * width * modulations.outputs)
    }

    /// From the step's modulations, those of the pictures from `picture` on.
    func modulation(_ slot: ModulationSlot, picture: Int) -> Modulation {
        let stride = modulations.outputs
        return Modulation(start: UnsafePointer(modulation + picture * stride + slot.offset), stride: stride)
    }

    private func encode(_ timestep: Int, into row: UnsafeMutablePointer<Float>) {
        for (column, frequency) in frequencies.enumerated() {
            let (sine, cosine) = ElementaryFunctions.sinCos(Double(Float(timestep) * frequency))
            row[column] = Float(cosine)
            row[frequencies.count + column] = Float(sine)
        }
    }

    private func twoLayers(
        _ operations: Operations, _ input: UnsafePointer<Float>, _ first: PackedWeights, _ second: PackedWeights,
        rows: Int, into result: UnsafeMutablePointer<Float>
    ) {
        operations.linear(input, first, into: hidden, rows: rows)
        operations.silu(hidden, count: rows * width, into: hidden)
        operations.linear(hidden, second, into: result, rows: rows)
    }
}

/// Where a residual block's gains and then its shifts lie among all blocks'.
struct ModulationSlot {
    let offset: Int
}

import Tensor

/// Timesteps and prompts become the conditioning vectors: silu(time + prompt), each half through two linear layers.
struct Conditioning {
    /// [batch][conditioningWidth]
    let output: FeatureSlot
    private let frequencies: [Float]
    private let promptWidth: Int
    private let width: Int
    private let time1: PackedWeights
    private let time2: PackedWeights
    private let prompt1: PackedWeights
    private let prompt2: PackedWeights
    /// What stands for no prompt.
    private let null: [Float]
    private let encoding: FeatureSlot
    private let prompt: FeatureSlot
    private let hidden: FeatureSlot
    private let time: FeatureSlot

    init(_ network: ModelManifest.Network, _ builder: inout NetworkBuilder) throws(ModelError) {
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
        output = builder.reserveVector(width)
        encoding = builder.reserveVector(2 * count)
        prompt = builder.reserveVector(promptWidth)
        hidden = builder.reserveVector(width)
        time = builder.reserveVector(width)
        for slot in [encoding, prompt, hidden, time] { builder.release(slot) }
    }

    /// `prompts`: nil where there is none.
    func callAsFunction(_ pass: NetworkPass, timesteps: ArraySlice<Int>, prompts: ArraySlice<[Float]?>) {
        let operations = pass.operations
        for (index, t) in timesteps.enumerated() {
            let row = pass.vector(encoding) + index * 2 * frequencies.count
            for (column, frequency) in frequencies.enumerated() {
                let (sine, cosine) = ElementaryFunctions.sinCos(Double(Float(t) * frequency))
                row[column] = Float(cosine)
                row[frequencies.count + column] = Float(sine)
            }
        }
        for (index, embedding) in prompts.enumerated() {
            let values = embedding ?? null
            precondition(values.count == promptWidth, "A prompt's embedding must have promptWidth numbers.")
            (pass.vector(prompt) + index * promptWidth).update(from: values, count: promptWidth)
        }
        let count = pass.batch * width
        let (time, hidden, output) = (pass.vector(time), pass.vector(hidden), pass.vector(output))
        func twoLayers(
            _ input: FeatureSlot, _ first: PackedWeights, _ second: PackedWeights,
            into result: UnsafeMutablePointer<Float>
        ) {
            operations.linear(UnsafePointer(pass.vector(input)), first, into: hidden, rows: pass.batch)
            operations.silu(hidden, count: count, into: hidden)
            operations.linear(hidden, second, into: result, rows: pass.batch)
        }
        twoLayers(encoding, time1, time2, into: time)
        twoLayers(prompt, prompt1, prompt2, into: output)
        for index in 0..<count { output[index] += time[index] }
        operations.silu(output, count: count, into: output)
        pass.report("conditioning", multiplyAdds: (2 * frequencies.count + promptWidth + 2 * width) * width)
        pass.show("conditioning", self.output)
    }
}

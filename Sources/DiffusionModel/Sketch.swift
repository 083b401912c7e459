import Tensor

/// What pictures of a prompt are like on average, small: shown to the network beside the noisy picture. Scale and shift alone
/// tell a network what a prompt asks for, but not where. Made once a job.
struct Sketch {
    let side: Int
    let channels: Int
    private let promptWidth: Int
    private let width: Int
    private let first: PackedWeights
    private let second: PackedWeights

    /// Numbers in a sketch, [side][side][channels].
    var count: Int { side * side * channels }

    /// Nil if the network is shown none.
    init?(_ network: ModelManifest.Network, _ image: ModelManifest.Image, _ builder: inout NetworkBuilder)
        throws(ModelError)
    {
        guard let sketch = network.sketch else { return nil }
        (side, channels) = (sketch.side, image.channels)
        (promptWidth, width) = (network.promptWidth, sketch.width)
        first = try builder.weights.linear("sketch.first", promptWidth, width)
        second = try builder.weights.linear("sketch.second", width, side * side * channels)
    }

    /// second(silu(first(prompt))), and mid-grey where there is no prompt.
    func callAsFunction(_ embedding: [Float]?, _ operations: Operations) -> [Float] {
        var sketch = [Float](repeating: 0, count: count)
        guard let embedding else { return sketch }
        precondition(embedding.count == promptWidth, "A prompt's embedding must have promptWidth numbers.")
        var hidden = [Float](repeating: 0, count: width)
        operations.layer(embedding, first, into: &hidden)
        hidden.withUnsafeMutableBufferPointer { hidden in
            guard let start = hidden.baseAddress else { return }
            operations.silu(start, count: hidden.count, into: start)
        }
        operations.layer(hidden, second, into: &sketch)
        return sketch
    }
}

extension Operations {
    /// A linear layer of one row.
    fileprivate func layer(_ input: [Float], _ weights: PackedWeights, into output: inout [Float]) {
        input.withUnsafeBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                guard let from = input.baseAddress, let to = output.baseAddress else { return }
                linear(from, weights, into: to, rows: 1)
            }
        }
    }
}

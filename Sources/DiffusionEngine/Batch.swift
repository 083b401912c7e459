import Sampling

/// The memory of one evaluation of the network, used again for each.
final class Batch {
    private let x: UnsafeMutableBufferPointer<Float>
    private let prediction: UnsafeMutableBufferPointer<Float>
    private var elements = 0
    private(set) var timesteps: [Int] = []
    private var prompts: [[Float]?] = []

    /// Room for `rows` pictures of up to `elements` numbers.
    init(rows: Int, elements: Int) {
        x = .allocate(capacity: rows * elements)
        prediction = .allocate(capacity: rows * elements)
        x.initialize(repeating: 0)
        prediction.initialize(repeating: 0)
        timesteps.reserveCapacity(rows)
        prompts.reserveCapacity(rows)
    }

    deinit {
        x.deallocate()
        prediction.deallocate()
    }

    /// Rows filled.
    var count: Int { timesteps.count }

    func clear(elements: Int) {
        self.elements = elements
        timesteps.removeAll(keepingCapacity: true)
        prompts.removeAll(keepingCapacity: true)
    }

    /// One row for each evaluation that the picture's step needs.
    func add(_ sampler: Sampler, evaluations: [[Float]?]) {
        guard let timestep = sampler.nextTimestep else { return }
        for prompt in evaluations {
            _ = x[range(count)].update(fromContentsOf: sampler.x)
            timesteps.append(timestep)
            prompts.append(prompt)
        }
    }

    func run(_ denoiser: any Denoiser) {
        guard count > 0 else { return }
        denoiser.predict(
            UnsafeBufferPointer(rebasing: x[..<(count * elements)]), timesteps: timesteps, prompts: prompts,
            into: UnsafeMutableBufferPointer(rebasing: prediction[..<(count * elements)]))
    }

    /// Hands over the network's answer in `row`, or what guidance makes of it (conditional) and the row behind it
    /// (unconditional). False, and nothing is handed over, if a number of it is not finite.
    func answer(row: Int, guidanceScale: Float?, rescale: Float = 0, _ body: (UnsafeBufferPointer<Float>) -> Void)
        -> Bool
    {
        let answer = UnsafeMutableBufferPointer(rebasing: prediction[range(row)])
        if let guidanceScale {
            let unconditional = UnsafeBufferPointer(rebasing: prediction[range(row + 1)])
            Guidance.combine(
                conditional: UnsafeBufferPointer(answer), unconditional: unconditional, scale: guidanceScale,
                rescale: rescale, into: answer)
        }
        guard answer.allSatisfy(\.isFinite) else { return false }
        body(UnsafeBufferPointer(answer))
        return true
    }

    private func range(_ row: Int) -> Range<Int> {
        row * elements..<(row + 1) * elements
    }
}

import Sampling

/// The memory of one evaluation of the network, used again for each.
final class Batch {
    private let x: UnsafeMutableBufferPointer<Float>
    private let prediction: UnsafeMutableBufferPointer<Float>
    private let prompts: UnsafeMutableBufferPointer<Float>
    private let timesteps: UnsafeMutableBufferPointer<Int>
    private var elements = 0
    private var promptWidth = 0
    /// Rows filled.
    private(set) var count = 0

    /// Room for `rows` pictures of up to `elements` numbers, with as many for the prompt's condition as `promptWidth`.
    init(rows: Int, elements: Int, promptWidth: Int) {
        x = .allocate(capacity: rows * elements)
        prediction = .allocate(capacity: rows * elements)
        prompts = .allocate(capacity: rows * promptWidth)
        timesteps = .allocate(capacity: rows)
        for memory in [x, prediction, prompts] { memory.initialize(repeating: 0) }
        timesteps.initialize(repeating: 0)
    }

    deinit {
        x.deallocate()
        prediction.deallocate()
        prompts.deallocate()
        timesteps.deallocate()
    }

    /// Makes room for rows of `model`.
    func clear(for model: ResidentModel) {
        (elements, promptWidth, count) = (model.elements, model.denoiser.conditionWidth, 0)
    }

    /// One row for each evaluation that the picture's step needs, by the conditions of its prompts.
    func add(_ sampler: borrowing Sampler, conditions: [[Float]]) {
        guard let timestep = sampler.nextTimestep else { return }
        for condition in conditions {
            precondition(condition.count == promptWidth, "a condition of another model")
            _ = x[range(count)].update(fromContentsOf: sampler.x)
            _ = prompts[count * promptWidth..<(count + 1) * promptWidth].update(fromContentsOf: condition)
            timesteps[count] = timestep
            count += 1
        }
    }

    func run(_ denoiser: any Denoiser) {
        guard count > 0 else { return }
        denoiser.predict(
            UnsafeBufferPointer(rebasing: x[..<(count * elements)]),
            timesteps: UnsafeBufferPointer(rebasing: timesteps[..<count]),
            prompts: UnsafeBufferPointer(rebasing: prompts[..<(count * promptWidth)]),
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

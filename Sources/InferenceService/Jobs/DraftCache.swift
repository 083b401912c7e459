import DiffusionEngine
import Sampling
import Synchronization
import WireProtocol

/// Where drafts stopped, so that the jobs that finish them go on from there. What is not here any more is computed again from
/// the beginning, to the same bytes.
final class DraftCache: Sendable {
    /// A draft and the jobs that finish parts of it have the same.
    struct Key: Hashable {
        /// Of all pictures and steps.
        let recipe: JobRecipe
        let model: ModelHash

        init(_ recipe: JobRecipe, model: ModelHash) {
            self.recipe = recipe.whole
            self.model = model
        }
    }

    private struct Entry {
        /// By the picture's index.
        var states: [Int: SamplerState] = [:]
        var lastUse: UInt64 = 0
        var bytes: Int { states.values.reduce(0) { $0 + $1.bytes } }
    }

    private struct State {
        var entries: [Key: Entry] = [:]
        var bytes = 0
        var lastUse: UInt64 = 0
    }

    /// Of all states. A picture of 64 x 64 pixels in colour takes 100 to 200 KiB, one of 28 x 28 in grey about 10.
    let maximumBytes: Int
    private let state = Mutex(State())

    init(maximumBytes: Int = 16 << 20) {
        self.maximumBytes = maximumBytes
    }

    /// Bytes that are kept.
    var bytes: Int { state.withLock { $0.bytes } }

    /// The job as the engine gets it: from where a draft of it stopped, if that is known, and leaving here where it stops
    /// itself.
    func continued(_ generation: GenerationRequest, _ key: Key) -> GenerationRequest {
        var generation = generation
        if let states = states(of: generation, key) { generation.start = .states(states) }
        if let draft = generation.draft {
            let indices = generation.indices
            generation.draft = .init(afterStep: draft.afterStep) { [self] in keep($0, of: indices, key) }
        }
        return generation
    }

    /// The states of all pictures that the job makes, at the same step before its end.
    private func states(of generation: GenerationRequest, _ key: Key) -> [SamplerState]? {
        switch generation.start {
        case .noise, .picture: break
        case .estimate, .states: return nil
        }
        let states = state.withLock { state -> [SamplerState] in
            guard !state.entries.isEmpty, let entry = state.entries[key] else { return [] }
            state.lastUse += 1
            state.entries[key]?.lastUse = state.lastUse
            return generation.indices.compactMap { entry.states[$0] }
        }
        let end = generation.parameters.evaluations(through: generation.draft?.afterStep ?? generation.steps)
        guard states.count == generation.indices.count, let first = states.first, first.evaluations < end,
            states.allSatisfy({ $0.evaluations == first.evaluations })
        else { return nil }
        return states
    }

    /// Keeps each picture's latest state, and gives up the drafts that nobody has asked for the longest.
    private func keep(_ states: [SamplerState], of indices: [Int], _ key: Key) {
        state.withLock { state in
            // A draft of all steps leaves nothing to go on with.
            for (index, new) in zip(indices, states) where new.timestep != nil {
                var entry = state.entries[key] ?? Entry()
                if let old = entry.states[index], old.evaluations >= new.evaluations { continue }
                state.bytes += new.bytes - (entry.states[index]?.bytes ?? 0)
                entry.states[index] = new
                state.lastUse += 1
                entry.lastUse = state.lastUse
                state.entries[key] = entry
            }
            while state.bytes > maximumBytes,
                let oldest = state.entries.min(by: { $0.value.lastUse < $1.value.lastUse })
            {
                state.entries[oldest.key] = nil
                state.bytes -= oldest.value.bytes
            }
        }
    }
}

extension SamplerState {
    fileprivate var bytes: Int { (x.count + x0.count + earlier.reduce(0) { $0 + $1.count }) * MemoryLayout<Float>.size }
}

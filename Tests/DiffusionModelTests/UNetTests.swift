import Tensor
import Testing
import WeightFormat

@testable import DiffusionModel

@Suite struct UNetTests {
    @Test("Every stage gives what PyTorch gives", arguments: Goldens.networks, KernelSet.available)
    func activations(name: String, kernels: KernelSet) throws {
        let golden = try GoldenActivations(name)
        let unet = try Goldens.load(name, Operations(kernels: kernels, pool: ThreadPool(threads: 1)))
        var seen: [String: [Float]] = [:]
        unet.tap = { stage, map in seen[stage] = map.numbers(batch: 2) }
        seen["output"] = unet.prediction(golden.x, timesteps: golden.timesteps, prompts: golden.prompts)
        #expect(Set(seen.keys) == golden.stages)
        var largest: Float = 0
        for (stage, values) in seen {
            let error = largestError(values, try golden.file.tensor(named: stage).floats())
            #expect(error < 3e-5, "\(stage)")
            largest = max(largest, error)
        }
        print("\(name), \(kernels): largest error \(largest)")
    }

    @Test("A picture's bits depend on nothing but its own input", arguments: Goldens.networks)
    func sameBits(name: String) throws {
        let golden = try GoldenActivations(name)
        let elements = golden.manifest.image.elements
        let own = Array(golden.x.prefix(elements))
        let stranger = Array(golden.x.suffix(elements))
        let alone = try Goldens.load(name, Operations(pool: ThreadPool(threads: 1)), maximumBatch: 1)
            .prediction(own, timesteps: [500], prompts: [golden.prompts[0]])
        for kernels in KernelSet.available {
            for threads in [1, 3] {
                let operations = Operations(kernels: kernels, pool: ThreadPool(threads: threads), forkThreshold: 0)
                let unet = try Goldens.load(name, operations, maximumBatch: 4)
                let batch = unet.prediction(
                    stranger + stranger + own, timesteps: [1, 1000, 500], prompts: [nil] + golden.prompts.reversed())
                #expect(bits(batch.suffix(elements)) == bits(alone), "\(kernels), \(threads) threads")
                // The same network again, with another batch before it in the arena.
                let again = unet.prediction(own, timesteps: [500], prompts: [golden.prompts[0]])
                #expect(bits(again) == bits(alone), "\(kernels), \(threads) threads")
            }
        }
    }

    @Test("The timestep and the prompt matter")
    func conditioned() throws {
        let golden = try GoldenActivations("plain")
        let unet = try Goldens.load("plain", Operations(pool: ThreadPool(threads: 1)))
        let x = Array(golden.x.prefix(golden.manifest.image.elements))
        let prompt = golden.prompts[0]
        let predictions = [(1000, prompt), (999, prompt), (1000, nil)].map {
            unet.prediction(x, timesteps: [$0], prompts: [$1])
        }
        #expect(largestError(predictions[0], predictions[1]) > 1e-4)
        #expect(largestError(predictions[0], predictions[2]) > 1e-3)
    }

    @Test("Numbers that are none pass through without a trap", arguments: KernelSet.available)
    func notNumbers(kernels: KernelSet) throws {
        let golden = try GoldenActivations("attention")
        let unet = try Goldens.load("attention", Operations(kernels: kernels, pool: ThreadPool(threads: 1)))
        let elements = golden.manifest.image.elements
        let extremes: [Float] = [.nan, .infinity, -.infinity, .greatestFiniteMagnitude]
        let x = (0..<elements).map { extremes[$0 % 4] }
        let clean = Array(golden.x.suffix(elements))
        let both = unet.prediction(x + clean, timesteps: [3, 4], prompts: [nil, nil])
        let isAllNaN = both.prefix(elements).allSatisfy(\.isNaN)
        #expect(isAllNaN)
        // The neighbour in the batch is untouched.
        #expect(bits(both.suffix(elements)) == bits(unet.prediction(clean, timesteps: [4], prompts: [nil])))
    }

    @Test("An empty batch does nothing")
    func empty() throws {
        let unet = try Goldens.load("plain", Operations(pool: ThreadPool(threads: 1)))
        #expect(unet.prediction([], timesteps: [], prompts: []).isEmpty)
    }
}

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
        unet.tap = { stage, map in
            seen[stage] = Array(UnsafeBufferPointer(start: map.start, count: 2 * map.shape.pictureStride))
        }
        seen["output"] = unet.prediction(golden.x, timesteps: golden.timesteps, prompts: golden.prompts)
        #expect(Set(seen.keys) == golden.stages)
        var largest: Float = 0
        for (stage, values) in seen {
            let error = largestError(values, try golden.file.tensor(named: stage).floats())
            #expect(error < 2e-4, "\(stage)")
            largest = max(largest, error)
        }
        print("\(name), \(kernels): largest error \(largest)")
    }
}

import ArgumentParser
import DiffusionModel
import Tensor

/// A model with inputs to evaluate it on.
struct BenchModel {
    let model: LoadedModel
    private var x: [Float]
    private let timesteps: [Int]
    private let prompts: [Float]
    private var prediction: [Float]

    init(folder: String, threads: Int, batch: Int) throws {
        model = try LoadedModel.load(folder: folder, threadPool: ThreadPool(threads: threads), maximumBatch: batch)
        var random = SystemRandomNumberGenerator()
        x = (0..<batch * model.manifest.image.elements).map { _ in Float.random(in: -1...1, using: &random) }
        prediction = x
        timesteps = [Int](repeating: 500, count: batch)
        let prompt = [Float](repeating: 0.05, count: model.manifest.network.promptWidth)
        let conditions = [prompt, nil].map(model.unet.condition)
        prompts = (0..<batch).flatMap { conditions[$0 % 2] }
    }

    /// One evaluation of `batch` pictures, half of them with a prompt, as guidance does it.
    mutating func evaluate(batch: Int) {
        let elements = model.manifest.image.elements * batch
        x.withUnsafeBufferPointer { x in
            timesteps.withUnsafeBufferPointer { timesteps in
                prompts.withUnsafeBufferPointer { prompts in
                    prediction.withUnsafeMutableBufferPointer { prediction in
                        model.unet.predict(
                            UnsafeBufferPointer(rebasing: x[..<elements]),
                            timesteps: UnsafeBufferPointer(rebasing: timesteps[..<batch]),
                            prompts: UnsafeBufferPointer(rebasing: prompts[..<(batch * model.unet.conditionWidth)]),
                            into: UnsafeMutableBufferPointer(rebasing: prediction[..<elements]))
                    }
                }
            }
        }
    }
}

struct ModelArguments: ParsableArguments {
    @Argument(help: "The model's folder, such as weights/fashion.")
    var model: String

    @Option(help: "Seconds to measure each figure for.")
    var seconds = 1.0
}

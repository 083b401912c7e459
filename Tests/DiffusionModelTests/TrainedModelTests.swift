import Foundation
import Sampling
import Tensor
import Testing
import WeightFormat

@testable import DiffusionModel

/// The models in `weights/`, against what PyTorch gives for the same weights: in `weights/recipe`,
/// `python -m reverie_recipe.goldens ../../Tests/DiffusionModelTests/Goldens --model ../fashion`
@Suite struct TrainedModelTests {
    /// Every trained model that there are goldens of.
    private static var names: [String] {
        get throws {
            try FileManager.default.contentsOfDirectory(atPath: try Goldens.folder(""))
                .filter { $0.hasPrefix("trained-") }
                .map { $0.replacing("trained-", with: "").replacing(".safetensors", with: "") }
        }
    }

    private static func load(_ name: String) throws -> (model: LoadedModel, golden: SafetensorsFile) {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return (
            try LoadedModel.load(
                folder: root.appending(path: "weights/\(name)").path(), threadPool: ThreadPool(threads: 2),
                maximumBatch: 2),
            try SafetensorsFile(path: try Goldens.folder("trained-\(name).safetensors"))
        )
    }

    @Test("Predictions and a guided DDIM trajectory are PyTorch's", arguments: try names)
    func trained(name: String) throws {
        let (model, golden) = try Self.load(name)
        let manifest = model.manifest
        let x = try golden.tensor(named: "x").floats()
        let prompt = try #require(manifest.prompts.first { $0.text == manifest.defaults.prompt }).embedding
        var largest: Float = 0
        for stage in golden.names where stage.hasPrefix("prompt.") || stage.hasPrefix("null.") {
            let parts = stage.split(separator: ".")
            let timestep = try #require(Int(parts[1]))
            let prediction = model.unet.prediction(
                x, timesteps: [timestep], prompts: [parts[0] == "prompt" ? prompt : nil])
            let error = largestError(prediction, try golden.tensor(named: stage).floats())
            #expect(error < 2e-4, "\(stage)")
            largest = max(largest, error)
        }
        print("\(name): largest error of one evaluation \(largest)")
        guard golden.names.contains("ddim") else { return }
        let picture = try trajectory(model, prompt: prompt)
        let error = largestError(picture, try golden.tensor(named: "ddim").floats())
        // Half a grey level of 256 is 4e-3.
        #expect(error < 2e-3)
        print("\(name): largest error of a 10-step trajectory \(error)")
    }

    /// 10 steps of DDIM from seed 7 at the model's own guidance scale.
    private func trajectory(_ model: LoadedModel, prompt: [Float]) throws -> [Float] {
        let manifest = model.manifest
        let elements = manifest.image.elements
        let predicted = Prediction(rawValue: manifest.prediction.rawValue)
        let prediction = try #require(predicted)
        var sampler = Sampler(
            parameters: SamplingParameters(kind: .ddim, steps: 10, eta: 0), schedule: try manifest.noiseSchedule,
            prediction: prediction,
            noise: NoiseSource(seed: 7, image: 0), elements: elements)
        while let timestep = sampler.nextTimestep {
            let both = model.unet.prediction(
                sampler.x + sampler.x, timesteps: [timestep, timestep], prompts: [prompt, nil])
            var guided = [Float](repeating: 0, count: elements)
            both.withUnsafeBufferPointer { both in
                guided.withUnsafeMutableBufferPointer { guided in
                    Guidance.combine(
                        conditional: UnsafeBufferPointer(rebasing: both[..<elements]),
                        unconditional: UnsafeBufferPointer(rebasing: both[elements...]),
                        scale: manifest.defaults.guidanceScale, into: guided)
                }
            }
            guided.withUnsafeBufferPointer { sampler.advance($0) }
        }
        return sampler.x
    }
}

extension ModelManifest {
    fileprivate var noiseSchedule: NoiseSchedule {
        get throws {
            let kind: NoiseSchedule.Kind =
                switch schedule.kind {
                case .raisedCosine: .raisedCosine(betaEnd: try #require(schedule.betaEnd))
                case .linear:
                    .linear(betaStart: try #require(schedule.betaStart), betaEnd: try #require(schedule.betaEnd))
                case .squaredCosine: .squaredCosine
                }
            return NoiseSchedule(kind: kind, timesteps: schedule.timesteps)
        }
    }
}

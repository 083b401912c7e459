import Foundation
import Tensor
import Testing
import WeightFormat

@testable import DiffusionModel

/// The golden activations, made from the PyTorch twin by, in `weights/recipe`:
/// `python -m reverie_recipe.goldens ../../Tests/DiffusionModelTests/Goldens`
enum Goldens {
    static let networks = ["plain", "attention", "three-levels", "four-levels", "fold4", "odd", "sketch"]

    static func folder(_ name: String) throws -> String {
        let goldens = try #require(Bundle.module.url(forResource: "Goldens", withExtension: nil))
        return goldens.appending(path: name).path()
    }

    static func load(_ name: String, _ operations: Operations, maximumBatch: Int = 2) throws -> UNet {
        try UNet(
            try manifest(name), try SafetensorsFile(path: try folder(name) + "/model.safetensors"), operations,
            maximumBatch: maximumBatch)
    }

    static func manifest(_ name: String) throws -> ModelManifest {
        try ModelManifest(json: [UInt8](Data(contentsOf: URL(filePath: try folder(name) + "/model.json"))))
    }
}

/// What PyTorch was given and what it answered.
struct GoldenActivations {
    let file: SafetensorsFile
    let manifest: ModelManifest
    let x: [Float]
    let timesteps: [Int]
    let prompts: [[Float]?]

    init(_ name: String) throws {
        file = try SafetensorsFile(path: try Goldens.folder(name) + "/activations.safetensors")
        manifest = try Goldens.manifest(name)
        x = try file.tensor(named: "x").floats()
        timesteps = try file.tensor(named: "t").floats().map { Int($0) }
        let prompt = try file.tensor(named: "prompt").floats()
        prompts = [Array(prompt.prefix(manifest.network.promptWidth)), nil]
    }

    /// The names of all stages, without the inputs.
    var stages: Set<String> { Set(file.names).subtracting(["x", "t", "prompt"]) }
}

extension UNet {
    /// `predict` over arrays.
    func prediction(_ x: [Float], timesteps: [Int], prompts: [[Float]?]) -> [Float] {
        var result = [Float](repeating: .nan, count: x.count)
        let conditions = prompts.flatMap(condition)
        x.withUnsafeBufferPointer { x in
            timesteps.withUnsafeBufferPointer { timesteps in
                conditions.withUnsafeBufferPointer { conditions in
                    result.withUnsafeMutableBufferPointer {
                        predict(x, timesteps: timesteps, prompts: conditions, into: $0)
                    }
                }
            }
        }
        return result
    }
}

extension FeatureMap {
    /// [batch][height][width][channels], wherever they lie.
    func numbers(batch: Int) -> [Float] {
        (0..<batch * shape.pixels).flatMap { index in
            let place = index % shape.pixels
            let start = pixel(index / shape.pixels, place / shape.width, place % shape.width)
            return Array(UnsafeBufferPointer(start: start, count: shape.channels))
        }
    }
}

/// The largest difference, NaN if there is a NaN, infinite if the counts differ.
func largestError(_ values: [Float], _ expected: [Float]) -> Float {
    guard values.count == expected.count else { return .infinity }
    return zip(values, expected).reduce(0) { largest, pair in
        let error = abs(pair.0 - pair.1)
        return error <= largest ? largest : error
    }
}

/// Bits rather than values: -0 is not 0, a NaN is itself.
func bits(_ values: [Float]) -> [UInt32] { values.map(\.bitPattern) }

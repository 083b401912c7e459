import Foundation

@testable import Sampling

/// The files in Goldens/, written in weights/recipe by `python -m reverie_recipe.sampling_goldens
/// ../../Tests/SamplingTests/Goldens ../../Tests/DiffusionModelTests/Goldens`.
enum Goldens {
    struct Noise: Decodable {
        let seed: UInt64
        let image: UInt32
        let step: UInt32
        let normals: [Double]
    }

    struct Schedule: Decodable {
        struct Point: Decodable {
            let t: Int
            let alphaBar: Double
        }

        let kind: String
        let timesteps: Int
        let betaStart: Double?
        let betaEnd: Double?
        let points: [Point]
    }

    struct Trajectory: Decodable, CustomStringConvertible {
        struct State: Decodable {
            let timestep: Int
            let x: [Double]
            let x0: [Double]
        }

        let schedule: String
        let sampler: String
        let eta: Float
        let steps: Int
        let prediction: String
        let exaggeration: Double
        let seed: UInt64
        let image: UInt32
        let middle: State
        let picture: [Double]

        var description: String { "\(sampler), eta \(eta), \(steps) steps, \(schedule), \(prediction)" }
    }

    /// One of `Diffusers.json`, written in weights/recipe by `python -m reverie_recipe.sampling_diffusers
    /// ../../Tests/SamplingTests/Goldens`.
    struct DiffusersTrajectory: Decodable, CustomStringConvertible {
        struct State: Decodable {
            let evaluations: Int
            let timestep: Int
            let x: [Double]
        }

        let schedule: String
        let sampler: String
        let eta: Float
        let spacing: String
        let steps: Int
        let prediction: String
        let quantile: Float?
        let exaggeration: Double
        let seed: UInt64
        let image: UInt32
        let middle: State
        let picture: [Double]

        var description: String { "\(sampler), eta \(eta), \(steps) \(spacing) steps, \(schedule), \(prediction)" }
    }

    /// One of `Spacings.json`, by the same.
    struct Spacing: Decodable {
        let schedule: String
        let spacing: String
        let steps: Int
        let timesteps: [Int]
    }

    static func load<Golden: Decodable>(_ name: String) throws -> [Golden] {
        let file = Bundle.module.bundleURL.appending(path: "Goldens/\(name).json")
        return try JSONDecoder().decode([Golden].self, from: Data(contentsOf: file))
    }

    /// The schedules that the script names.
    static func schedule(_ name: String) throws -> NoiseSchedule {
        switch name {
        case "raised-cosine": NoiseSchedule(kind: .raisedCosine(betaEnd: 0.02), timesteps: 1000)
        case "linear": NoiseSchedule(kind: .linear(betaStart: 0.0001, betaEnd: 0.02), timesteps: 1000)
        case "squared-cosine": NoiseSchedule(kind: .squaredCosine, timesteps: 200)
        default: throw UnknownSchedule(name: name)
        }
    }

    struct UnknownSchedule: Error {
        let name: String
    }
}

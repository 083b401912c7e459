import Tensor

@testable import Sampling

/// A denoiser that needs no network: every number of a picture comes from the same mixture of Gaussians, of which
/// E[x0 | x_t] is known. Twin of `posterior_mean` in weights/recipe/reverie_recipe/sampling_goldens.py.
struct AnalyticDenoiser {
    struct Component {
        let weight: Double
        let mean: Double
    }

    var components = [Component(weight: 0.3, mean: -0.7), Component(weight: 0.7, mean: 0.5)]
    var deviation = 0.15
    /// A factor on x0 that drives it beyond -1...1, as guidance does.
    var exaggeration = 1.0
    var isClipped = true
    let schedule: NoiseSchedule
    let prediction: Prediction

    func posteriorMean(_ x: Double, alphaBar: Double) -> Double {
        let alpha = alphaBar.squareRoot()
        let variance = alphaBar * deviation * deviation + 1 - alphaBar
        var (total, sum) = (0.0, 0.0)
        // Densities relative to the nearest component's, so that far out not all of them vanish.
        let nearest = components.map { (x - alpha * $0.mean).magnitude }.min() ?? 0
        for component in components {
            let distance = x - alpha * component.mean
            let exponent = (nearest * nearest - distance * distance) / (2 * variance)
            let share = component.weight * ElementaryFunctions.exp(exponent)
            total += share
            sum += share * (component.mean + alpha * deviation * deviation / variance * distance)
        }
        return sum / total
    }

    /// What a network would answer for `x` at `timestep`.
    func predict(_ x: [Float], timestep: Int) -> [Float] {
        let alphaBar = schedule.alphaBar(timestep)
        let (alpha, sigma) = (alphaBar.squareRoot(), (1 - alphaBar).squareRoot())
        return x.map { x in
            let x = Double(x)
            let mean = exaggeration * posteriorMean(x, alphaBar: alphaBar)
            let x0 = isClipped ? min(max(mean, -1), 1) : mean
            let epsilon = (x - alpha * x0) / sigma
            return Float(prediction == .noise ? epsilon : alpha * epsilon - sigma * x0)
        }
    }
}

extension Sampler {
    mutating func advance(_ answer: [Float]) {
        answer.withUnsafeBufferPointer { advance($0) }
    }

    /// To the end, each evaluation answered by `denoiser`.
    mutating func run(_ denoiser: AnalyticDenoiser) {
        while let timestep = nextTimestep {
            advance(denoiser.predict(x, timestep: timestep))
        }
    }
}

/// What training sees: noised pictures, the network's targets, and the loss. Twin of `schedule.py` in
/// `weights/recipe/reverie_recipe`, which trains the velocity with `boundedWeight`.
extension NoiseSchedule {
    /// x_t = sqrt(alphaBar_t) x0 + sqrt(1 - alphaBar_t) epsilon (Ho et al. 2020, equation 4), for t in 0...T. `noise` is
    /// epsilon before and x_t after, of the same size as the picture.
    package func addNoise(to picture: [Float], at t: Int, noise: inout [Float]) {
        precondition(picture.count == noise.count, "\(noise.count) numbers of noise for a picture of \(picture.count)")
        let level = level(t)
        let (alpha, sigma) = (Float(level.alpha), Float(level.sigma))
        for index in noise.indices {
            noise[index] = alpha * picture[index] + sigma * noise[index]
        }
    }

    /// What the network should have said about `picture` noised with `noise` to t.
    package func target(_ prediction: Prediction, picture: [Float], noise: [Float], at t: Int) -> [Float] {
        switch prediction {
        case .noise: return noise
        case .velocity:
            let level = level(t)
            let (alpha, sigma) = (Float(level.alpha), Float(level.sigma))
            return zip(picture, noise).map { x0, epsilon in alpha * epsilon - sigma * x0 }
        }
    }

    /// alphaBar_t / (1 - alphaBar_t), for t in 1...T.
    package func signalToNoise(_ t: Int) -> Double {
        alphaBar(t) / (1 - alphaBar(t))
    }

    /// Min-SNR weighting (Hang et al. 2023, "Efficient diffusion training via Min-SNR weighting strategy"; `limit` is their
    /// gamma, 5): of the error of x0 the weight is min(SNR, gamma), which is this for what the network predicts.
    package func minSNRWeight(_ prediction: Prediction, at t: Int, limit: Double) -> Double {
        let ratio = signalToNoise(t)
        return switch prediction {
        case .noise: min(ratio, limit) / ratio
        case .velocity: min(ratio, limit) / (ratio + 1)
        }
    }

    /// min(SNR + 1, bound) / (SNR + 1), the recipe's weight of the velocity's error: takes weight from the nearly clean
    /// pictures as Min-SNR does, but leaves the noisy ones theirs.
    package func boundedWeight(at t: Int, bound: Double) -> Double {
        min(bound * (1 - alphaBar(t)), 1)
    }

    /// The mean squared error of an answer (Ho et al. 2020, equation 14), times `weight`.
    package static func loss(_ answer: [Float], target: [Float], weight: Double = 1) -> Double {
        precondition(answer.count == target.count, "\(answer.count) numbers against \(target.count)")
        let squares = zip(answer, target).reduce(0) {
            $0 + (Double($1.0) - Double($1.1)) * (Double($1.0) - Double($1.1))
        }
        return weight * squares / Double(max(answer.count, 1))
    }
}

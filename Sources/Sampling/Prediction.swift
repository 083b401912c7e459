/// What a network says about x_t.
package enum Prediction: String, Sendable {
    /// v = sqrt(alphaBar) epsilon - sqrt(1 - alphaBar) x0 (Salimans & Ho 2022, section 4).
    case velocity
    /// epsilon (Ho et al. 2020).
    case noise

    /// x0 = x * x_t + prediction * (what the network said).
    func cleanPicture(at level: NoiseSchedule.Level) -> (x: Float, prediction: Float) {
        switch self {
        case .velocity: (Float(level.alpha), Float(-level.sigma))
        case .noise: (Float(1 / level.alpha), Float(-level.sigma / level.alpha))
        }
    }
}

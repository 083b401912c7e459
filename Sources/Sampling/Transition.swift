/// One step from t to an earlier s. Every sampler here is linear in what it knows:
///
///     x_s = x * x_t + x0 * x0(x_t) + previousX0 * x0(at the step before) + noise * z,  z ~ N(0, 1)
struct Transition: Equatable {
    var x: Float
    var x0: Float
    var previousX0: Float = 0
    var noise: Float = 0
}

extension Transition {
    typealias Level = NoiseSchedule.Level

    /// The posterior q(x_s | x_t, x0) (Ho et al. 2020, equations 6 and 7), with alphaBar_t / alphaBar_s in the place of
    /// alpha_t so that s need not be t - 1; for s = t - 1 a step of algorithm 2 with sigma^2 = betaTilde. At s = 0 it is x0.
    static func ddpm(from t: Level, to s: Level) -> Transition {
        let kept = t.alphaBar / s.alphaBar
        let added = 1 - kept
        let noiseLeft = (1 - s.alphaBar) / (1 - t.alphaBar)
        return Transition(
            x: Float(kept.squareRoot() * noiseLeft),
            x0: Float(s.alpha * added / (1 - t.alphaBar)),
            noise: Float((noiseLeft * added).squareRoot()))
    }

    /// Song et al. 2020, equation 12, with sigma by equation 16; epsilon is the one that belongs to the clipped x0.
    static func ddim(from t: Level, to s: Level, eta: Double) -> Transition {
        let variance = eta * eta * (1 - s.alphaBar) / (1 - t.alphaBar) * (1 - t.alphaBar / s.alphaBar)
        let direction = max(1 - s.alphaBar - variance, 0).squareRoot()
        return Transition(
            x: Float(direction / t.sigma),
            x0: Float(s.alpha - direction * t.alpha / t.sigma),
            noise: Float(variance.squareRoot()))
    }

    /// Lu et al. 2022, algorithm 2: x_s = sigma_s / sigma_t x_t + alpha_s (1 - e^-h) D, with h = lambda_s - lambda_t and
    /// D = x0 + (x0 - previous x0) / 2r, r = h_previous / h. `previous` is the level of the evaluation before, nil at the
    /// first. The step to s = 0, where h is infinite, is of first order: D = x0, which makes x_0 = x0.
    static func dpmSolver2M(from t: Level, to s: Level, previous: Level?) -> Transition {
        // e^-h = alpha_t sigma_s / (sigma_t alpha_s) needs no exponential.
        let ratio = s.sigma / t.sigma
        let gain = s.alpha - t.alpha * ratio
        guard let previous, s.sigma > 0 else { return Transition(x: Float(ratio), x0: Float(gain)) }
        let lambda = t.lambda
        let (h, previousH) = (s.lambda - lambda, lambda - previous.lambda)
        // Levels that the schedule does not tell apart leave nothing to extrapolate.
        let extrapolation = previousH > 0 ? gain * h / (2 * previousH) : 0
        return Transition(x: Float(ratio), x0: Float(gain + extrapolation), previousX0: Float(-extrapolation))
    }
}

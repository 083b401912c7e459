/// One step from t to an earlier s. Every sampler here is linear in what it knows:
///
///     x_s = x * x_t + x0 * x0(x_t) + previousX0 * x0(one evaluation ago) + olderX0 * x0(two ago) + noise * z,  z ~ N(0, 1)
struct Transition: Equatable {
    var x: Float
    var x0: Float
    var previousX0: Float = 0
    var olderX0: Float = 0
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

    /// Heun's second half at s, where Euler's step from t led: with s' and t' for sigma / alpha (Karras et al. 2022),
    /// x + (s' - t') (d_s - d_t) / 2. Both slopes go through x: d_t = (x - x0(at t)) / s', since Euler's step went along it,
    /// and d_s = (x - x0(at s)) / s', so that x itself drops out.
    static func heun(from t: Level, to s: Level) -> Transition {
        let half = (t.sigma * s.alpha / (t.alpha * s.sigma) - 1) / 2 * s.alpha
        return Transition(x: 1, x0: Float(half), previousX0: Float(-half))
    }
}

import Tensor

/// The solvers in lambda = log(alpha / sigma), where the flow is x_s = sigma_s / sigma_t x_t + alpha_s (1 - e^-h) x0 for an
/// x0 that stays the same, h = lambda_s - lambda_t. They look back on x0 of earlier evaluations; `previous` is the level of
/// the one before, nil at the first.
extension Transition {
    /// Lu et al. 2022, algorithm 2: x_s = sigma_s / sigma_t x_t + alpha_s (1 - e^-h) D, with D = x0 + (x0 - previous x0) / 2r,
    /// r = h_previous / h. The step to s = 0, where h is infinite, is of first order: D = x0, which makes x_0 = x0.
    static func dpmSolver2M(from t: Level, to s: Level, previous: Level?) -> Transition {
        // e^-h = alpha_t sigma_s / (sigma_t alpha_s) needs no exponential.
        let ratio = s.sigma / t.sigma
        let gain = s.alpha - t.alpha * ratio
        let extrapolation = extrapolation(gain, from: t, to: s, previous: previous)
        return Transition(x: Float(ratio), x0: Float(gain + extrapolation), previousX0: Float(-extrapolation))
    }

    /// Lu et al. 2022, section 5: x_s = sigma_s / sigma_t e^-h x_t + alpha_s (1 - e^-2h) D + sigma_s sqrt(1 - e^-2h) z.
    static func sdeDPMSolver2M(from t: Level, to s: Level, previous: Level?) -> Transition {
        let decay = t.alpha * s.sigma / (t.sigma * s.alpha)
        let freshShare = max(1 - decay * decay, 0)
        let gain = s.alpha * freshShare
        let extrapolation = extrapolation(gain, from: t, to: s, previous: previous)
        return Transition(
            x: Float(s.sigma / t.sigma * decay), x0: Float(gain + extrapolation), previousX0: Float(-extrapolation),
            noise: Float(s.sigma * freshShare.squareRoot()))
    }

    /// Zhao et al. 2023, UniP-2 and UniC-2 for x0 with B(h) = e^-h - 1: what led from `previous` to t is first corrected with
    /// x0(x_t) (UniC), then the step to s is made (UniP, which in this order is DPM-Solver++(2M)). `older` is the level of
    /// the evaluation before `previous`.
    static func uniPC(from t: Level, to s: Level, previous: Level?, older: Level?) -> Transition {
        var transition = dpmSolver2M(from: t, to: s, previous: previous)
        guard let previous, s.sigma > 0 else { return transition }
        let correction = uniC(from: previous, to: t, previous: older)
        let ratio = s.sigma / t.sigma
        transition.x0 += Float(ratio * correction.newest)
        transition.previousX0 -= Float(ratio * (correction.newest + correction.oldest))
        transition.olderX0 = Float(ratio * correction.oldest)
        return transition
    }

    /// gain / 2r, the weight of (x0 - previous x0); nothing without a past and in the last step.
    private static func extrapolation(_ gain: Double, from t: Level, to s: Level, previous: Level?) -> Double {
        guard let previous, s.sigma > 0 else { return 0 }
        let lambda = t.lambda
        let (h, previousH) = (s.lambda - lambda, lambda - previous.lambda)
        // Levels that the schedule does not tell apart leave nothing to extrapolate.
        return previousH > 0 ? gain * h / (2 * previousH) : 0
    }

    /// What UniC adds to the predicted x_s: `newest` * (x0(x_s) - x0(x_t)) + `oldest` * (previous x0 - x0(x_t)), the
    /// predictor's own extrapolation taken back.
    private static func uniC(from t: Level, to s: Level, previous: Level?) -> (newest: Double, oldest: Double) {
        let gain = s.alpha - t.alpha * s.sigma / t.sigma
        let lambda = t.lambda
        let h = s.lambda - lambda
        guard let previous, lambda > previous.lambda, h > 0 else { return (gain / 2, 0) }
        // The right-hand sides of the two equations that the weights must meet.
        let (first, second) = bh2(h)
        let r = (previous.lambda - lambda) / h
        let weight = (first - second) / (1 - r)
        return (gain * (first - weight), gain * (weight - 0.5) / r)
    }

    /// b_k = -k! h phi_(k+1)(-h) / B(h) for k of 1 and 2, with phi_1(z) = (e^z - 1) / z and phi_(k+1) = (phi_k - 1 / k!) / z.
    private static func bh2(_ h: Double) -> (first: Double, second: Double) {
        // Near 0 the differences below cancel; what these two terms leave out is below 1e-7.
        guard h > 0.005 else { return (0.5 + h / 12, 1.0 / 3 + h / 12) }
        let b = ElementaryFunctions.exp(-h) - 1
        let phi1 = b / -h
        let phi2 = (phi1 - 1) / -h
        let phi3 = (phi2 - 0.5) / -h
        return (-h * phi2 / b, -2 * h * phi3 / b)
    }
}

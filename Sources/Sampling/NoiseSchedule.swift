import Tensor

/// How much of the clean picture is left at each timestep: x_t = sqrt(alphaBar_t) x0 + sqrt(1 - alphaBar_t) epsilon
/// (Ho et al. 2020, equation 4). Twin of `weights/recipe/reverie_recipe/schedule.py`.
package struct NoiseSchedule: Sendable {
    package enum Kind: Sendable, Equatable {
        /// beta_t = betaEnd (1 - cos(pi t / T)) / 2.
        case raisedCosine(betaEnd: Double)
        /// beta_t evenly spaced from betaStart to betaEnd (Ho et al. 2020, section 4).
        case linear(betaStart: Double, betaEnd: Double)
        /// alphaBar_t = f(t) / f(0), f(t) = cos^2((t/T + 0.008) / 1.008 * pi/2), beta_t at most 0.999 (Nichol & Dhariwal
        /// 2021, equation 17).
        case squaredCosine
    }

    /// T.
    package let timesteps: Int
    private let alphaBars: [Double]

    /// The betas lie in 0..<1 and `timesteps` is at least 1: whoever reads them from a file checks that.
    package init(kind: Kind, timesteps: Int) {
        self.timesteps = timesteps
        var alphaBars = [1.0]
        alphaBars.reserveCapacity(timesteps + 1)
        var product = 1.0
        for t in 1...timesteps {
            product *= 1 - kind.beta(t, of: timesteps)
            // Where next to no signal or no noise is left, the divisions by sqrt(alphaBar) and sqrt(1 - alphaBar) and the
            // logarithm of their ratio must still have a result.
            alphaBars.append(min(max(product, 0x1p-100), 1 - 0x1p-50))
        }
        self.alphaBars = alphaBars
    }

    /// alphaBar_t for t in 0...T; alphaBar_0 is 1.
    package func alphaBar(_ t: Int) -> Double { alphaBars[t] }
}

extension NoiseSchedule.Kind {
    /// beta_t for t in 1...T.
    fileprivate func beta(_ t: Int, of timesteps: Int) -> Double {
        switch self {
        case .raisedCosine(let betaEnd):
            return betaEnd * (1 - ElementaryFunctions.cos(.pi * Double(t) / Double(timesteps))) / 2
        case .linear(let betaStart, let betaEnd):
            return betaStart + (betaEnd - betaStart) * Double(t - 1) / Double(max(timesteps - 1, 1))
        case .squaredCosine:
            func f(_ t: Int) -> Double {
                let cosine = ElementaryFunctions.cos((Double(t) / Double(timesteps) + 0.008) / 1.008 * (.pi / 2))
                return cosine * cosine
            }
            return min(1 - f(t) / f(t - 1), 0.999)
        }
    }
}

extension NoiseSchedule {
    /// One timestep's share of picture and of noise.
    struct Level {
        /// sqrt(alphaBar_t).
        let alpha: Double
        /// sqrt(1 - alphaBar_t).
        let sigma: Double
        let alphaBar: Double

        /// log(alpha / sigma), half the logarithm of the signal-to-noise ratio; infinite at t = 0.
        var lambda: Double { ElementaryFunctions.log(alpha / sigma) }
    }

    func level(_ t: Int) -> Level {
        let alphaBar = alphaBar(t)
        return Level(alpha: alphaBar.squareRoot(), sigma: (1 - alphaBar).squareRoot(), alphaBar: alphaBar)
    }
}

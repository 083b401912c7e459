/// What training sees: noised pictures, the network's targets, and the loss.
extension NoiseSchedule {
    /// x_t = sqrt(alphaBar_t) x0 + sqrt(1 - alphaBar_t) epsilon (Ho et al. 2020, equation 4), for t in 0...T. `noise` is
    /// epsilon before and x_t after.
    package func addNoise(to picture: [Float], at t: Int, noise: inout [Float]) {
        let level = level(t)
        let (alpha, sigma) = (Float(level.alpha), Float(level.sigma))
        for index in noise.indices {
            noise[index] = alpha * picture[index] + sigma * noise[index]
        }
    }
}

extension Sampler {
    /// Where a picture's way begins. Pictures are -1...1 and have as many numbers as the sampler.
    package enum Start: Sendable {
        /// At x_T, pure noise.
        case noise
        /// At `picture`, noised to the level from which `strength` (0...1) of the steps are left, at least one (Meng et al.
        /// 2021, "SDEdit").
        case picture([Float], strength: Float)
        /// At `picture`, noised to `timestep` in 1...T, with one step that gives the network's x0.
        case estimate([Float], timestep: Int)
        /// Where a sampler of the same parameters stood.
        case state(SamplerState)

        var picture: [Float]? {
            switch self {
            case .picture(let picture, _), .estimate(let picture, _): picture
            case .noise, .state: nil
            }
        }
    }
}

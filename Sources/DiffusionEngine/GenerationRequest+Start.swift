package import Sampling

extension GenerationRequest {
    /// Where the pictures' way begins. Pictures are [height, width, channels] bytes of the model's size.
    package enum Start: Sendable {
        /// At pure noise.
        case noise
        /// At a picture, noised so that `strength` (0...1) of the steps are left, at least one.
        case picture([UInt8], strength: Float)
        /// At a picture, noised to `timestep` in 1...T; the result is the network's single-step estimate of x0.
        case estimate([UInt8], timestep: Int)
        /// Where a draft of the same recipe stopped: one state for each picture made.
        case states([SamplerState])
    }

    /// A part of a picture that is drawn anew; the rest stays to the last bit.
    package struct Inpainting: Sendable {
        /// [height, width, channels].
        package var picture: [UInt8]
        /// [height, width]: 0 is kept, 255 drawn anew, and between them the two are mixed.
        package var mask: [UInt8]

        package init(picture: [UInt8], mask: [UInt8]) {
            self.picture = picture
            self.mask = mask
        }
    }

    /// A stop on the way: the job's images are what the pictures promise to become, and `take` is given, on the engine's
    /// thread, what it needs to go on later.
    package struct Draft: Sendable {
        /// 1...steps.
        package var afterStep: Int
        package var take: @Sendable ([SamplerState]) -> Void

        package init(afterStep: Int, take: @escaping @Sendable ([SamplerState]) -> Void) {
            self.afterStep = afterStep
            self.take = take
        }
    }
}

extension GenerationRequest.Start {
    /// What the picture begins with that is made as number `index`.
    func start(of index: Int) -> Sampler.Start {
        switch self {
        case .noise: .noise
        case .picture(let picture, let strength): .picture(Pixels.values(picture), strength: strength)
        case .estimate(let picture, let timestep): .estimate(Pixels.values(picture), timestep: timestep)
        case .states(let states): index < states.count ? .state(states[index]) : .noise
        }
    }
}

extension Inpainting {
    init(_ request: GenerationRequest.Inpainting, channels: Int) {
        self.init(
            picture: Pixels.values(request.picture),
            mask: request.mask.flatMap { [Float](repeating: Float($0) / 255, count: channels) })
    }
}

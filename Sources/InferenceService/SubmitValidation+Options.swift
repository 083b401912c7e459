import DiffusionEngine
import DiffusionModel
import Sampling
import WireProtocol

extension GenerationRequest {
    /// Takes over the options of a SUBMIT, each checked.
    ///
    /// - Throws: ``WireError`` with `invalidParameter` and a sentence that names what is allowed.
    mutating func apply(_ options: SubmitOptions, manifest: ModelManifest) throws(WireError) {
        if let option = options.unknown.first {
            throw Self.invalid("This server knows no option with the number \(option.tag). Leave it out.")
        }
        eta = try Self.share(options.eta ?? 0, "eta")
        if let name = options.spacing {
            guard let spacing = TimestepSpacing(rawValue: name) else {
                let known = TimestepSpacing.allCases.map(\.rawValue).joined(separator: ", ")
                throw Self.invalid("There is no spacing “\(name.prefix(60))”. Choose one of \(known).")
            }
            self.spacing = spacing
        }
        if let quantile = options.dynamicThreshold {
            thresholding = .dynamic(quantile: try Self.share(quantile, "The dynamic threshold"))
        }
        guidanceRescale = try Self.share(options.guidanceRescale ?? 0, "The guidance rescale")
        if let interval = options.guidanceInterval {
            let from = try Self.share(interval.from, "The guidance interval's beginning")
            let to = try Self.share(interval.to, "The guidance interval's end")
            guard from <= to else { throw Self.invalid("The guidance interval must not end before it begins.") }
            guidanceInterval = from...to
        }
        if let variation = options.variation {
            guard variation.seed != seed else { throw Self.invalid("A variation must have a seed of its own.") }
            let strength = try Self.share(variation.strength, "A variation's strength")
            variations = [Variation(seed: variation.seed, strength: strength)]
        }
        try applyPictures(options, manifest.image)
        try applyEstimate(options, timesteps: manifest.schedule.timesteps)
        try applyPart(options)
    }

    /// After the initial picture.
    private mutating func applyEstimate(_ options: SubmitOptions, timesteps: Int) throws(WireError) {
        guard let timestep = options.estimate else { return }
        guard let picture = options.initialPicture else {
            throw Self.invalid("An estimate needs the initial picture that it is made of.")
        }
        guard count == 1, options.draftSteps == nil else {
            throw Self.invalid("An estimate is one step of one picture: give it a count of 1, and no draftSteps.")
        }
        guard 1...timesteps ~= Int(timestep) else {
            throw Self.invalid("The timestep of an estimate must be from 1 to \(timesteps), not \(timestep).")
        }
        start = .estimate(picture.pixels, timestep: Int(timestep))
    }

    /// Which pictures and steps are made, after everything else.
    private mutating func applyPart(_ options: SubmitOptions) throws(WireError) {
        if let indices = options.pictures {
            guard !indices.isEmpty, indices.allSatisfy({ $0 < count }),
                zip(indices, indices.dropFirst()).allSatisfy(<)
            else {
                throw Self.invalid(
                    "The pictures to make must be some of 0 to \(count - 1), each named once, in ascending order.")
            }
            pictures = indices.map(Int.init)
        }
        guard let last = options.draftSteps else { return }
        var first = 1
        if case .picture(_, let strength) = start { first += parameters.firstStep(strength: strength) }
        guard first <= steps, first...steps ~= Int(last) else {
            throw Self.invalid("This job's draft can stop after steps \(first) to \(steps), not after \(last).")
        }
        draft = Draft(afterStep: Int(last)) { _ in }
    }

    private mutating func applyPictures(_ options: SubmitOptions, _ size: ModelManifest.Image) throws(WireError) {
        guard let picture = options.initialPicture else {
            guard options.mask == nil else { throw Self.invalid("A mask needs the picture that it keeps parts of.") }
            return
        }
        let strength = try Self.share(picture.strength, "The initial picture's strength")
        guard picture.pixels.count == size.elements else {
            throw Self.invalid(
                "The initial picture must have \(size.elements) bytes (\(size.width) x \(size.height), "
                    + "\(size.channels) a pixel), not \(picture.pixels.count).")
        }
        start = .picture(picture.pixels, strength: strength)
        guard let mask = options.mask else { return }
        guard mask.count == size.width * size.height else {
            throw Self.invalid("The mask must have \(size.width * size.height) bytes, not \(mask.count).")
        }
        inpainting = Inpainting(picture: picture.pixels, mask: mask)
    }

    private static func share(_ value: Float, _ name: String) throws(WireError) -> Float {
        guard 0...1 ~= value else { throw invalid("\(name) must be a number from 0 to 1, not \(value).") }
        return value
    }

    private static func invalid(_ sentence: String) -> WireError {
        WireError(code: .invalidParameter, message: sentence, retryable: false)
    }
}

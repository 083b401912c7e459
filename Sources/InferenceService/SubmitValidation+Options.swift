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

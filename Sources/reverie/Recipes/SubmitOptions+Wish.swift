import ImageCoding
import WireProtocol

extension SubmitOptions {
    /// What is wished for, with pictures read and brought to the model's size.
    ///
    /// - Throws: a file that cannot be read, or is no picture.
    init(_ wish: RecipeWish, model: ModelDescription) throws(CommandFailure) {
        self.init(eta: wish.eta.flatMap { $0 == 0 ? nil : $0 })
        spacing = wish.spacing
        dynamicThreshold = wish.dynamicThreshold
        guidanceRescale = wish.guidanceRescale
        guidanceInterval = wish.guidanceInterval.flatMap { $0.count == 2 ? Interval(from: $0[0], to: $0[1]) : nil }
        variation = wish.variationSeed.map { Variation(seed: $0, strength: wish.variationStrength ?? 0) }
        (draftSteps, estimate) = (wish.draftSteps, wish.estimate)
        guard let file = wish.from else {
            guard wish.mask == nil else {
                throw CommandFailure(.usage, "A mask says what becomes of a picture: name that too.")
            }
            return
        }
        let pixels = try Self.pixels(of: file, model: model, channels: Int(model.channels))
        // All is drawn anew within a mask; without one some of the picture must be left to be recognized.
        let share = wish.strength ?? (wish.mask == nil ? 0.6 : 1)
        initialPicture = InitialPicture(strength: share, pixels: pixels)
        guard let file = wish.mask else { return }
        mask = try Self.pixels(of: file, model: model, channels: 1)
    }

    private static func pixels(
        of file: String, model: ModelDescription, channels: Int
    ) throws(CommandFailure) -> [UInt8] {
        let bytes = try TextFile.existingBytes(file)
        do {
            let picture = try PNGCodec.decode(bytes).resampled(width: Int(model.width), height: Int(model.height))
            guard let converted = picture.converted(channels: channels) else {
                throw CommandFailure(.refused, "The model \(model.name) has pictures of \(channels) channels.")
            }
            return converted.bytes
        } catch let error as CommandFailure {
            throw error
        } catch {
            throw CommandFailure(.usage, "The file \(file) is no picture that can be used: \(error)")
        }
    }
}

import Foundation
import ImageCoding
import WireProtocol

extension SubmitOptions {
    /// What the user asked for, with pictures read and brought to the model's size.
    ///
    /// - Throws: a file that cannot be read, or is no picture.
    init(_ sampling: SamplingOptions, model: ModelDescription) throws(CommandFailure) {
        self.init(eta: sampling.eta == 0 ? nil : sampling.eta)
        spacing = sampling.spacing
        dynamicThreshold = sampling.dynamicThreshold
        guidanceRescale = sampling.guidanceRescale
        guidanceInterval = sampling.guidanceInterval.map { Interval(from: $0.from, to: $0.to) }
        variation = sampling.variation.map { Variation(seed: $0.seed, strength: $0.strength) }
        guard let file = sampling.from else { return }
        let pixels = try Self.pixels(of: file, model: model, channels: Int(model.channels))
        // All is drawn anew within a mask; without one some of the picture must be left to be recognized.
        let share = sampling.strength ?? (sampling.mask == nil ? 0.6 : 1)
        initialPicture = InitialPicture(strength: share, pixels: pixels)
        guard let file = sampling.mask else { return }
        mask = try Self.pixels(of: file, model: model, channels: 1)
    }

    private static func pixels(
        of file: String, model: ModelDescription, channels: Int
    ) throws(CommandFailure) -> [UInt8] {
        guard let bytes = FileManager.default.contents(atPath: file) else {
            throw CommandFailure(.usage, "The file \(file) cannot be read.")
        }
        do {
            let picture = try PNGCodec.decode([UInt8](bytes))
                .resampled(width: Int(model.width), height: Int(model.height))
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

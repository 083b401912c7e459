import FoundationEssentials
import ImageCoding
import WireProtocol
import WireTransport

extension JobNews.Preview {
    /// Throws `ImageError` when the server's pixels make no picture.
    init(_ preview: Preview) throws {
        self.init(
            step: preview.step, steps: preview.steps, timestep: preview.timestep, replaced: preview.replaced,
            remainingMilliseconds: known(preview.remainingMilliseconds),
            images: try (0..<Int(preview.count)).map { index in
                let png = try PNG.encode(
                    preview.picture(index), width: preview.width, height: preview.height, channels: preview.channels)
                return "data:image/png;base64," + Data(png).base64EncodedString()
            })
    }
}

extension JobNews.Queued {
    init(_ queued: Queued) {
        self.init(position: queued.position, estimatedMilliseconds: known(queued.estimatedMilliseconds))
    }
}

/// PNGs from pixels as they come over the wire.
enum PNG {
    /// Throws a `WireError` when the pixels do not make a picture, `ImageError` when it cannot be coded.
    static func encode(
        _ pixels: [UInt8], width: UInt16, height: UInt16, channels: UInt8, recipe: PictureRecipe? = nil
    ) throws -> [UInt8] {
        guard let picture = Picture(width: Int(width), height: Int(height), channels: Int(channels), bytes: pixels)
        else {
            throw WireError(
                code: .malformed, message: "The inference server sent a picture that cannot be one. Is it up to date?")
        }
        return try PNGCodec.encode(picture, text: recipe.map { [(PictureRecipe.keyword, $0.json())] } ?? [])
    }
}

private func known(_ milliseconds: UInt32) -> Nullable<UInt32> {
    Nullable(value: milliseconds == ProtocolConstants.unknownMilliseconds ? nil : milliseconds)
}

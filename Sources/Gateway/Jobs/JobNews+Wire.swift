import FoundationEssentials
import ImageCoding
import WireProtocol
import WireTransport

extension JobNews.Preview {
    /// - Parameter replaced: previews that this viewer lost since the last one.
    init(_ preview: Preview, _ content: FrameContent, replaced: UInt32) throws {
        func pictures(_ content: PreviewContent) throws -> [String] {
            guard let part = preview.showing(content) else { return [] }
            return try (0..<Int(part.count)).map { index in
                "data:image/png;base64," + Data(try PNG.encode(part, index)).base64EncodedString()
            }
        }
        self.init(
            step: preview.step, steps: preview.steps, timestep: preview.timestep, replaced: replaced,
            remainingMilliseconds: known(preview.remainingMilliseconds),
            images: try pictures(content == .xt ? .xt : .x0), states: content == .both ? try pictures(.xt) : nil)
    }
}

extension JobNews.Queued {
    init(_ queued: Queued) {
        self.init(position: queued.position, estimatedMilliseconds: known(queued.estimatedMilliseconds))
    }
}

/// PNGs from pixels as they come over the wire.
enum PNG {
    /// Picture `index` of those in a preview.
    static func encode(_ preview: Preview, _ index: Int, recipe: PictureRecipe? = nil) throws -> [UInt8] {
        try encode(
            preview.picture(index), width: preview.width, height: preview.height, channels: preview.channels,
            recipe: recipe)
    }

    /// Throws a `WireError` when the pixels do not make a picture, `ImageError` when it cannot be coded.
    static func encode(
        _ pixels: [UInt8], width: UInt16, height: UInt16, channels: UInt8, recipe: PictureRecipe? = nil
    ) throws -> [UInt8] {
        try PNGCodec.encode(
            try picture(pixels, width: width, height: height, channels: channels),
            text: recipe?.texts(width: Int(width), height: Int(height)) ?? [])
    }

    /// Throws a `WireError` when a preview's pixels do not make pictures.
    static func check(_ preview: Preview) throws {
        _ = try picture(
            preview.picture(0), width: preview.width, height: preview.height, channels: preview.channels)
    }

    private static func picture(_ pixels: [UInt8], width: UInt16, height: UInt16, channels: UInt8) throws -> Picture {
        guard let picture = Picture(width: Int(width), height: Int(height), channels: Int(channels), bytes: pixels)
        else {
            throw WireError(
                code: .malformed, message: "The inference server sent a picture that cannot be one. Is it up to date?")
        }
        return picture
    }
}

private func known(_ milliseconds: UInt32) -> Nullable<UInt32> {
    Nullable(value: milliseconds == ProtocolConstants.unknownMilliseconds ? nil : milliseconds)
}

import ImageCoding

/// The size that somebody wants a picture in. A model makes pictures of one size: it is scaled to the largest size within
/// the one that is wanted, and keeps its shape. Whole multiples repeat each pixel, so that it stays sharp.
struct PictureSize: Sendable, Equatable {
    static let sides = 4...2048

    let width: Int
    let height: Int

    /// As `WIDTHxHEIGHT`; nil for nothing and for `auto`, which is the model's own size. Throws a `Problem` (400).
    static func read(_ text: String?, field: String = "size") throws -> PictureSize? {
        guard let text, text != "auto" else { return nil }
        let sides = text.split(separator: "x", omittingEmptySubsequences: false).map { side in
            side.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains) ? Int(side) : nil
        }
        guard sides.count == 2, let width = sides[0], let height = sides[1], Self.sides.contains(width),
            Self.sides.contains(height)
        else {
            throw Problem.invalid(
                field,
                "A size is \"auto\", or like \"256x256\" with sides from \(Self.sides.lowerBound) to "
                    + "\(Self.sides.upperBound).")
        }
        return PictureSize(width: width, height: height)
    }

    static let schema = Schema.text(pattern: "^(auto|[0-9]+x[0-9]+)$")
    static let note =
        "`auto`, the model's own size, or `WIDTHxHEIGHT` with sides from 4 to 2048: the picture is scaled to the largest size "
        + "within and keeps its shape."

    /// The PNG in this size, its texts kept. Throws `ImageError`.
    func scaled(_ png: [UInt8]) throws -> [UInt8] {
        let picture = try PNGCodec.decode(png)
        let size = picture.sizeWithin(width: width, height: height)
        guard size != (picture.width, picture.height) else { return png }
        let isMultiple =
            size.width.isMultiple(of: picture.width) && size.height == size.width / picture.width * picture.height
        let scaled =
            isMultiple
            ? picture.scaled(by: size.width / picture.width)
            : picture.resampled(width: size.width, height: size.height)
        return try PNGCodec.encode(scaled, text: try PNGCodec.text(in: png))
    }
}

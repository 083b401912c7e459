import ImageCoding
import WireProtocol

/// A picture that somebody else made, to begin with.
enum StartPicture {
    /// The bytes of a request with one; a camera's picture as PNG fits.
    static let maximumBytes = 16 << 20

    /// Reads a PNG and brings it to the model's size and channels. Throws a `Problem` (400) that names the field.
    static func pixels(
        _ png: [UInt8], for model: ModelDescription, field: String, fitting: Picture.Fitting = .crop
    ) throws -> [UInt8] {
        let picture: Picture
        do {
            picture = try PNGCodec.decode(png)
        } catch {
            throw Problem.invalid(field, "The field \"\(field)\" is a PNG file. \(error)")
        }
        return fitted(picture, model, channels: Int(model.channels), fitting)
    }

    /// A mask for the model, 255 where the picture is drawn anew, from how bright the pixels of a PNG are.
    static func mask(
        brightness png: [UInt8], for model: ModelDescription, field: String, fitting: Picture.Fitting = .crop
    ) throws -> [UInt8] {
        do {
            return fitted(try PNGCodec.decode(png), model, channels: 1, fitting)
        } catch {
            throw Problem.invalid(field, "The field \"\(field)\" is a PNG file. \(error)")
        }
    }

    /// A mask for the model, 255 where the picture is drawn anew, from how transparent the pixels of a PNG are; nil for one
    /// without transparency.
    static func mask(transparency png: [UInt8], for model: ModelDescription, field: String) throws -> [UInt8]? {
        do {
            return try PNGCodec.opacity(in: png).map { fitted($0, model, channels: 1, .crop).map { 255 - $0 } }
        } catch {
            throw Problem.invalid(field, "The field \"\(field)\" is a PNG file. \(error)")
        }
    }

    private static func fitted(
        _ picture: Picture, _ model: ModelDescription, channels: Int, _ fitting: Picture.Fitting
    ) -> [UInt8] {
        let fitted = picture.fitted(width: Int(model.width), height: Int(model.height), fitting)
        return (fitted.converted(channels: channels) ?? fitted).bytes
    }
}

import Catalogue
import HTTPTypes
import Hummingbird

/// The saved pictures themselves.
struct PictureController: Controller {
    let catalogue: Catalogue

    var routes: [Route] {
        [
            Route(
                .get, "/images/{hash}.png", "The PNG of a saved picture, its recipe inside.", in: .catalogue,
                parameters: [
                    .hash, .query("download", "Given at all: as a file to keep, named by its caption."),
                ],
                answers: [.file("image/png", "The picture."), .invalid, .noPicture], caching: .immutable, picture)
        ]
    }

    @Sendable private func picture(_ request: Request, _ context: Gateway.Context) async throws -> Response {
        let hash = try PictureHash(try context.parameters.require("hash"))
        var response = Response.bytes(try await catalogue.png(hash, for: context.viewer), type: "image/png")
        response.headers[.eTag] = "\"\(hash)\""
        if request.uri.queryParameters["download"] != nil {
            let caption = try await catalogue.image(hash, for: context.viewer).caption
            response.headers[.contentDisposition] = Self.attachment(caption: caption, hash: hash)
            // The picture never changes, but what it is called does.
            response.headers[.cacheControl] = Caching.never.header
        }
        return response
    }

    /// The caption as the file's name, and one that every browser understands (RFC 6266, appendix D; RFC 8187).
    static func attachment(caption: String, hash: PictureHash) -> String {
        let encoded = FileName.stem(caption).utf8.map { byte in
            unreserved.contains(byte) ? String(UnicodeScalar(byte)) : "%" + hexadecimal(byte)
        }
        return "attachment; filename=\"reverie-\(hash.description.prefix(12)).png\"; "
            + "filename*=UTF-8''\(encoded.joined()).png"
    }

    private static let unreserved = Set(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_~".utf8)

    private static func hexadecimal(_ byte: UInt8) -> String {
        String(byte >> 4, radix: 16, uppercase: true) + String(byte & 15, radix: 16, uppercase: true)
    }
}

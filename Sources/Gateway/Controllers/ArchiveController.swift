import Catalogue
import HTTPTypes
import Hummingbird
import ImageCoding
import NIOCore

/// Many pictures as one ZIP file, which is written while it is sent: one picture at a time is in memory.
struct ArchiveController: Controller {
    let catalogue: Catalogue

    var routes: [Route] {
        [
            Route(
                .post, "/api/archive", "Many pictures as one ZIP file.", in: .catalogue,
                details: "Takes a form as a page sends it, too: `hash=...&hash=...`.", body: .json(HashList.schema),
                answers: [.file("application/zip", "The file."), .invalid, .noPicture], archive)
        ]
    }

    @Sendable private func archive(_ request: Request, _ context: Gateway.Context) async throws -> Response {
        let files = try await catalogue.files(of: try await HashList.read(request), for: context.viewer)
        guard !files.isEmpty else {
            throw Problem(.notFound, "None of these pictures is in the catalogue any more.")
        }
        let names = FileName.unique(files.map(\.image.caption))
        let archive = ZipArchive(
            zip(files, names).map { file, name in
                ZipArchive.File(name: name, size: file.size, modified: file.image.created)
            })
        guard let archive else {
            throw Problem(.contentTooLarge, "These are more than 4 GB: download them in parts.")
        }
        var response = Response(
            status: .ok,
            headers: [.contentType: "application/zip", .cacheControl: "no-store"],
            body: body(archive, try files.map { try PictureHash($0.image.hash) }))
        response.headers[.contentDisposition] = "attachment; filename=\"reverie-\(files.count)-pictures.zip\""
        return response
    }

    private func body(_ archive: ZipArchive, _ hashes: [PictureHash]) -> ResponseBody {
        ResponseBody(contentLength: archive.byteCount) { [catalogue] writer in
            var crcs: [UInt32] = []
            for (index, hash) in hashes.enumerated() {
                let png = try await catalogue.file(hash)
                // Its length was promised: whoever downloads is shown a broken download instead of a wrong picture.
                guard png.count == archive.files[index].size else {
                    throw CatalogueError(.fileMissing, "The file of picture \(hash) changed while it was sent.")
                }
                let crc = Zlib.crc32(png)
                try await writer.write(ByteBuffer(bytes: archive.header(index, crc: crc)))
                try await writer.write(ByteBuffer(bytes: png))
                crcs.append(crc)
            }
            try await writer.write(ByteBuffer(bytes: archive.directory(crcs: crcs)))
            try await writer.finish(nil)
        }
    }
}

import Catalogue
import ImageCoding
import WireProtocol

/// Fetches the pictures that jobs begin with.
struct PictureShelf: Sendable {
    let catalogue: Catalogue
    let jobs: JobFinder

    /// The pixels in the size and the colours of `model`. Throws `Problem`, `CatalogueError`, `ImageError`.
    func pixels(
        _ source: PictureSource, for model: ModelDescription, viewer: Viewer = .everybody
    ) async throws -> [UInt8] {
        let picture = try PNGCodec.decode(try await png(source.place, viewer))
            .resampled(width: Int(model.width), height: Int(model.height))
        guard let fitting = picture.converted(channels: Int(model.channels)) else {
            throw Problem.invalid("picture", "This model cannot begin with a picture.")
        }
        return fitting.bytes
    }

    private func png(_ place: PictureSource.Place, _ viewer: Viewer) async throws -> [UInt8] {
        switch place {
        case .saved(let hash): return try await catalogue.png(PictureHash(hash), for: viewer)
        case .made(let job, let index):
            guard let png = try await jobs.job(job).picture(index) else {
                throw Problem.invalid("picture", "This job has no such picture, or not yet.")
            }
            return png
        }
    }
}

import DurableFiles
import GRDB

extension Catalogue {
    /// The listed ones among `hashes`, in their order, with the sizes of their files. Pictures without a file are passed over.
    package func files(
        of hashes: [PictureHash], for viewer: Viewer = .everybody
    ) async throws -> [(image: ImageRecord, size: Int)] {
        let store = store
        return try await reading { db in
            try hashes.compactMap { hash in
                guard let image = try Catalogue.image(db, hash, viewer),
                    let size = store.files.size(store.path(hash))
                else { return nil }
                return (image, size)
            }
        }
    }

    /// The bytes of a file, whether its picture is listed or not.
    package func file(_ hash: PictureHash) async throws -> [UInt8] {
        let store = store
        return try await reading { _ in try Catalogue.file(store, hash) }
    }
}

import FoundationEssentials
package import Tensor
import WeightFormat

/// A model from its folder, ready to use.
package struct LoadedModel {
    package let manifest: ModelManifest
    package let unet: UNet

    /// Reads `model.json` in `folder` and the weights it names, and checks everything: the weights' sha256, names, shapes
    /// and values. The error says what is wrong and what to do.
    package static func load(folder: String, threadPool: ThreadPool, maximumBatch: Int) throws(ModelError)
        -> LoadedModel
    {
        let manifest = try ModelManifest(json: try manifestBytes(folder))
        let path = folder + "/" + manifest.weights.file
        guard FileManager.default.fileExists(atPath: path) else {
            throw ModelError(
                .missing, "The model \(manifest.name) has no weights: there is no file \(path). Fetch it again.")
        }
        let file = try mapped(path)
        // Each takes about as long as the other, and neither needs the other's result.
        let loading = Loading(file: file, manifest: manifest, threadPool: threadPool, maximumBatch: maximumBatch)
        threadPool.run(2, loading)
        guard loading.sha256 == manifest.weights.sha256 else {
            throw ModelError(
                .damagedWeights,
                "The weights \(path) are damaged: their SHA-256 is not the one in model.json. Fetch them again.")
        }
        return LoadedModel(manifest: manifest, unet: try loading.network(path))
    }

    /// Its two items: the weights' hash, and the network.
    private final class Loading: PoolTask, @unchecked Sendable {
        private let file: MappedFile
        private let manifest: ModelManifest
        private let threadPool: ThreadPool
        private let maximumBatch: Int
        private(set) var sha256 = ""
        private var unet: Result<UNet, any Error>?

        init(file: MappedFile, manifest: ModelManifest, threadPool: ThreadPool, maximumBatch: Int) {
            (self.file, self.manifest) = (file, manifest)
            (self.threadPool, self.maximumBatch) = (threadPool, maximumBatch)
        }

        func run(item: Int) {
            if item == 1 {
                sha256 = SHA256.hex(file.bytes)
            } else {
                unet = Result {
                    try UNet(
                        manifest: manifest, weights: try SafetensorsFile(file), threadPool: threadPool,
                        maximumBatch: maximumBatch)
                }
            }
        }

        func network(_ path: String) throws(ModelError) -> UNet {
            switch unet {
            case .success(let unet): return unet
            case .failure(let error as ModelError): throw error
            case .failure(let error): throw ModelError(.damagedWeights, "\(path): \(error)")
            case nil: preconditionFailure("The pool runs every item.")
            }
        }
    }

    private static func manifestBytes(_ folder: String) throws(ModelError) -> [UInt8] {
        let path = folder + "/model.json"
        guard FileManager.default.fileExists(atPath: folder) else {
            throw ModelError(.missing, "There is no model folder \(folder). Check the path.")
        }
        guard FileManager.default.fileExists(atPath: path) else {
            throw ModelError(.missing, "The folder \(folder) holds no model: it has no model.json.")
        }
        do {
            return [UInt8](try Data(contentsOf: URL(filePath: path)))
        } catch {
            throw ModelError(.missing, "Cannot read \(path): \(error).")
        }
    }

    private static func mapped(_ path: String) throws(ModelError) -> MappedFile {
        do {
            return try MappedFile(path: path)
        } catch {
            guard error.code == .cannotOpen else { throw ModelError(.damagedWeights, "\(path): \(error)") }
            throw ModelError(.missing, "\(error) Check that the server may read it.")
        }
    }
}

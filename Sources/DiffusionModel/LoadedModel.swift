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
        let weights = try weights(path, sha256: manifest.weights.sha256)
        return LoadedModel(
            manifest: manifest,
            unet: try UNet(manifest: manifest, weights: weights, threadPool: threadPool, maximumBatch: maximumBatch))
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

    private static func weights(_ path: String, sha256: String) throws(ModelError) -> SafetensorsFile {
        do throws(SafetensorsError) {
            let file = try MappedFile(path: path)
            if SHA256.hex(file.bytes) == sha256 { return try SafetensorsFile(file) }
        } catch {
            guard error.code == .cannotOpen else { throw ModelError(.damagedWeights, "\(path): \(error)") }
            throw ModelError(.missing, "\(error) Check that the server may read it.")
        }
        throw ModelError(
            .damagedWeights,
            "The weights \(path) are damaged: their SHA-256 is not the one in model.json. Fetch them again.")
    }
}

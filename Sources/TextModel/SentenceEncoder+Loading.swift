import FoundationEssentials
package import Tensor
import WeightFormat

extension SentenceEncoder {
    /// Reads `model.json` in `folder` and the files it names, and checks everything. The error says what is wrong and what to
    /// do.
    package static func load(folder: String, operations: Operations) throws(TextModelError) -> SentenceEncoder {
        let manifest = try EncoderManifest(json: try bytes(folder + "/model.json", limit: 1 << 20))
        let vocabularyPath = folder + "/" + manifest.vocabulary.file
        let vocabulary = try bytes(vocabularyPath, limit: Vocabulary.maximumBytes)
        guard vocabulary.withUnsafeBytes(SHA256.hex) == manifest.vocabulary.sha256 else {
            throw .vocabulary("the SHA-256 of \(vocabularyPath) is not the one in model.json")
        }
        let weightsPath = folder + "/" + manifest.weights.file
        let mapped = try open(weightsPath) { path throws(SafetensorsError) in try MappedFile(path: path) }
        guard SHA256.hex(mapped.bytes) == manifest.weights.sha256 else {
            throw TextModelError(
                .damagedWeights,
                "The encoder's weights \(weightsPath) are damaged: their SHA-256 is not the one in model.json. Fetch them again."
            )
        }
        let file = try open(weightsPath) { _ throws(SafetensorsError) in try SafetensorsFile(mapped) }
        let encoder = try SentenceEncoder(manifest, try Vocabulary(vocabulary), file, operations)
        // Of the file only the table of words is read from now on, a row here and there.
        mapped.releasePages()
        return encoder
    }

    private static func open<Value>(
        _ path: String, _ body: (String) throws(SafetensorsError) -> Value
    ) throws(TextModelError) -> Value {
        do throws(SafetensorsError) {
            return try body(path)
        } catch {
            throw TextModelError(error.code == .cannotOpen ? .missing : .damagedWeights, "\(path): \(error)")
        }
    }

    private static func bytes(_ path: String, limit: Int) throws(TextModelError) -> [UInt8] {
        do {
            let data = try Data(contentsOf: URL(filePath: path))
            guard data.count <= limit else {
                throw TextModelError(.missing, "\(path) is larger than \(limit) bytes. Fetch the encoder again.")
            }
            return [UInt8](data)
        } catch let error as TextModelError {
            throw error
        } catch {
            throw TextModelError(.missing, "The encoder's file \(path) cannot be read. Fetch the encoder again.")
        }
    }
}

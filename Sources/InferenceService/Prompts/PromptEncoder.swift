import Tensor
import TextModel
import WireProtocol

/// The resident sentence encoder. It works on a thread of Swift's pool, one text at a time, so that neither the engine's
/// threads nor the connections' wait for it, and remembers the latest texts.
actor PromptEncoder: TextEncoder {
    nonisolated let width: Int
    nonisolated let hash: ModelHash
    private let encoder: SentenceEncoder
    private var recent = RecentTexts<SentenceEncoder.Embedding>(capacity: 256)

    /// Loads the encoder of a weights folder.
    static func load(folder: String) throws(InferenceError) -> PromptEncoder {
        let encoder: SentenceEncoder
        do throws(TextModelError) {
            encoder = try SentenceEncoder.load(folder: folder, operations: Operations(pool: ThreadPool(threads: 1)))
        } catch {
            throw .unusableEncoder(folder: folder, reason: error.description)
        }
        guard let hash = ModelHash(hex: encoder.manifest.weights.sha256) else {
            throw .unusableEncoder(folder: folder, reason: "Its manifest's weights.sha256 is no hash.")
        }
        return PromptEncoder(encoder, hash)
    }

    private init(_ encoder: sending SentenceEncoder, _ hash: ModelHash) {
        width = encoder.manifest.width
        self.hash = hash
        self.encoder = encoder
    }

    func embedding(of text: String) -> SentenceEncoder.Embedding {
        if let known = recent[text] { return known }
        let embedding = encoder.embedding(of: text)
        recent.remember(embedding, for: text)
        return embedding
    }
}

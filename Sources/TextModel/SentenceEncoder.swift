import Tensor
import WeightFormat

/// BERT with mean pooling (Reimers & Gurevych 2019): a sentence becomes a vector of length one, near those of sentences
/// that mean something alike.
///
/// The same text gives the same bits on every machine, at any number of threads. One text at a time.
package final class SentenceEncoder {
    package struct Embedding: Sendable, Equatable {
        /// `manifest.width` numbers; the sum of their squares is 1.
        package let vector: [Float]
        /// Whether the text went on beyond `manifest.maximumTokens`, and what came after was left out.
        package let isTruncated: Bool

        package init(vector: [Float], isTruncated: Bool) {
            self.vector = vector
            self.isTruncated = isTruncated
        }
    }

    package let manifest: EncoderManifest
    private let tokenizer: WordPieceTokenizer
    private let words: EmbeddingTable
    /// [maximumTokens][width]
    private let positions: [Float]
    private let norm: GroupNormWeights
    private let layers: [EncoderLayer]
    private let memory: EncoderMemory
    private let operations: Operations

    init(
        _ manifest: EncoderManifest, _ vocabulary: Vocabulary, _ file: SafetensorsFile, _ operations: Operations
    ) throws(TextModelError) {
        guard vocabulary.count == manifest.vocabulary.pieces else {
            throw .vocabulary("it has \(vocabulary.count) lines, not \(manifest.vocabulary.pieces) as model.json says")
        }
        let weights = EncoderWeights(file)
        words = try weights.table("words", rows: vocabulary.count, columns: manifest.width)
        positions = try weights.floats("positions.weight", [manifest.maximumTokens, manifest.width])
        norm = try weights.layerNorm("norm", manifest.width, epsilon: manifest.normEpsilon)
        var layers: [EncoderLayer] = []
        for layer in 0..<manifest.layers { layers.append(try EncoderLayer("layers.\(layer)", manifest, weights)) }
        guard let memory = EncoderMemory(manifest) else { throw .noMemory }
        (self.layers, self.memory, self.manifest, self.operations) = (layers, memory, manifest, operations)
        tokenizer = try WordPieceTokenizer(vocabulary)
    }

    /// Any text works, an empty one too.
    package func embedding(of text: String) -> Embedding {
        let encoding = tokenizer.encode(text, limit: manifest.maximumTokens)
        let (width, count) = (manifest.width, encoding.ids.count)
        for (index, id) in encoding.ids.enumerated() {
            let row = memory.tokens + index * width
            words.copy(row: Int(id), to: row)
            for column in 0..<width { row[column] += positions[index * width + column] }
        }
        memory.normalize(norm, tokens: count, operations)
        for layer in layers { layer(memory, tokens: count, operations) }
        return Embedding(vector: pooled(count), isTruncated: encoding.isTruncated)
    }

    /// The mean of the first `count` tokens' vectors, stretched to length one.
    private func pooled(_ count: Int) -> [Float] {
        let width = manifest.width
        let sums = (0..<width).map { column in
            (0..<count).reduce(0.0) { $0 + Double(memory.tokens[$1 * width + column]) }
        }
        let length = sums.reduce(0) { $0 + $1 * $1 }.squareRoot()
        guard length > 0 else { return [Float](repeating: 0, count: width) }
        return sums.map { Float($0 / length) }
    }
}

import TextModel
import WireProtocol

/// Turns texts into vectors.
protocol TextEncoder: Sendable {
    /// Numbers in a vector.
    var width: Int { get }
    /// Of the encoder's weights.
    var hash: ModelHash { get }

    /// Any text works.
    func embedding(of text: String) async -> SentenceEncoder.Embedding
}

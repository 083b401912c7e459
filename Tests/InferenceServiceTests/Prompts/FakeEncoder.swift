import Synchronization
import TextModel
import WireProtocol

@testable import InferenceService

/// Vectors of twelve numbers, as the network of ``withService(_:)`` takes: known ones for some texts, and for others
/// whatever their bytes come to. Texts above 100 bytes are cut.
struct FakeEncoder: TextEncoder {
    var known: [String: [Float]] = [:]
    let width = 12

    var hash: ModelHash {
        guard let hash = ModelHash(bytes: [UInt8](repeating: 0x5a, count: 32)) else { preconditionFailure() }
        return hash
    }

    func embedding(of text: String) async -> SentenceEncoder.Embedding {
        var vector = [Float](repeating: 0, count: width)
        for (index, byte) in text.utf8.prefix(100).enumerated() { vector[index % width] += Float(byte) - 100 }
        return SentenceEncoder.Embedding(vector: known[text] ?? vector, isTruncated: text.utf8.count > 100)
    }
}

/// Like ``FakeEncoder``, once it is opened.
final class GatedEncoder: TextEncoder {
    private let isOpen = Mutex(false)
    private let encoder = FakeEncoder()

    var width: Int { encoder.width }
    var hash: ModelHash { encoder.hash }

    func open() { isOpen.withLock { $0 = true } }

    func embedding(of text: String) async -> SentenceEncoder.Embedding {
        while !isOpen.withLock({ $0 }) { try? await Task.sleep(for: .milliseconds(1)) }
        return await encoder.embedding(of: text)
    }
}

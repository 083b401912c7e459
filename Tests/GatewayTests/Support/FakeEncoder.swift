import HTTPTypes
import Synchronization
import Testing

@testable import Catalogue
@testable import Gateway

/// A `TextEncoder` that remembers what it was asked, and fails or hangs when told to.
final class FakeEncoder: TextEncoder {
    struct State {
        var version: UInt8 = 1
        var asked: [[String]] = []
        /// Calls with these numbers throw, counted from 0.
        var failing: Set<Int> = []
        var hangs = false
    }

    let state = Mutex(State())

    /// What was asked for, but for the empty text that asks which encoder it is.
    var asked: [[String]] { state.withLock { $0.asked.filter { $0 != [""] } } }

    func encode(_ texts: [String]) async throws -> EncodedTexts {
        let state = self.state.withLock { state in
            defer { state.asked.append(texts) }
            return state
        }
        if state.hangs { try await Task.sleep(for: .seconds(3600)) }
        if state.failing.contains(state.asked.count) { throw Problem(.serviceUnavailable, "Away.") }
        return EncodedTexts(
            encoder: try #require(EncoderHash(bytes: Topics.hash(state.version))),
            vectors: try texts.map { try Embedding(Topics.vector($0)) })
    }
}

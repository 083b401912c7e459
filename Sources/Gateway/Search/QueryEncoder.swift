import Catalogue
import WireProtocol
import WireTransport

/// Asks what searches mean, remembers the last answers, and does not let anybody wait for long: without an answer a
/// search goes by words.
actor QueryEncoder {
    enum Answer: Sendable {
        case meaning(ImageQuery.Meaning)
        /// Why there is none, in a sentence for people.
        case none(reason: String)
    }

    private let encoder: any TextEncoder
    private let patience: Duration
    private let clock: any Clock<Duration>
    private let capacity: Int
    private var known: [String: ImageQuery.Meaning] = [:]
    /// Least recently asked first.
    private var order: [String] = []

    /// - Parameters:
    ///   - patience: how long the encoder may take; it usually takes some milliseconds.
    ///   - capacity: how many answers are remembered; each takes 1.5 KB.
    init(
        _ encoder: any TextEncoder, patience: Duration = .milliseconds(800),
        clock: any Clock<Duration> = ContinuousClock(), capacity: Int = 256
    ) {
        self.encoder = encoder
        self.patience = patience
        self.clock = clock
        self.capacity = capacity
    }

    func meaning(of text: String) async -> Answer {
        if let meaning = known[text] {
            remember(text, meaning)
            return .meaning(meaning)
        }
        do {
            guard let encoded = try await encodedInTime(text), let vector = encoded.vectors.first else {
                return .none(reason: "The inference server is too busy to say what this means.")
            }
            let meaning = ImageQuery.Meaning(encoder: encoded.encoder, vector: vector)
            if known.values.contains(where: { $0.encoder != encoded.encoder }) { forgetAll() }
            remember(text, meaning)
            return .meaning(meaning)
        } catch {
            return .none(reason: Self.reason(error))
        }
    }

    /// nil when the time is over.
    private func encodedInTime(_ text: String) async throws -> EncodedTexts? {
        let (encoder, clock, patience) = (encoder, clock, patience)
        return try await withThrowingTaskGroup(of: EncodedTexts?.self) { group in
            group.addTask { try await encoder.encode([text]) }
            group.addTask {
                try await clock.sleep(for: patience)
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }

    private func remember(_ text: String, _ meaning: ImageQuery.Meaning) {
        known[text] = meaning
        order.removeAll { $0 == text }
        order.append(text)
        if order.count > capacity { known[order.removeFirst()] = nil }
    }

    /// Another encoder has taken over: what the last one said is of no use.
    private func forgetAll() {
        known = [:]
        order = []
    }

    private static func reason(_ error: any Error) -> String {
        switch error {
        case let error as WireError where error.code == .unknownRequest: "The inference server has no sentence encoder."
        case is Problem, is ConnectionError: "The inference server is away."
        default: "The inference server could not say what this means."
        }
    }
}

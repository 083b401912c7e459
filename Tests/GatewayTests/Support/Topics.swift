@testable import Catalogue
@testable import Gateway

/// An encoder's stand-in: texts of the same topic mean the same, and nothing else does.
enum Topics {
    private static let words: [[String]] = [
        ["coat", "scarf", "warm", "jumper"], ["boot", "shoe", "sandal", "feet"],
    ]

    /// The direction of the text's topic.
    static func vector(_ text: String) -> [Float] {
        let topic = words.firstIndex { $0.contains { text.lowercased().contains($0) } }
        let own = text.utf8.reduce(7) { ($0 &* 31 &+ Int($1)) & 0xFFFF }
        var numbers = [Float](repeating: 0, count: Embedding.width)
        numbers[topic ?? words.count + own % (Embedding.width - words.count)] = 1
        return numbers
    }

    static func hash(_ encoder: UInt8) -> [UInt8] { [UInt8](repeating: encoder, count: EncoderHash.byteCount) }
}

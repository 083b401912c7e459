import TestSupport
import Testing

@testable import TextModel

@Suite struct WordPieceTokenizerTests {
    @Test("Every text of the corpus gets the reference's numbers")
    func corpus() throws {
        let tokenizer = try WordPieceTokenizer(try shippedVocabulary())
        let texts = try Goldens.texts("corpus.jsonl")
        #expect(texts.count >= 5_000)
        let golden = try Goldens.bytes("ids.bin")
        let numbers = stride(from: 0, to: golden.count, by: 2).map { Int32(golden[$0]) | Int32(golden[$0 + 1]) << 8 }
        var rest = numbers[...]
        for (line, text) in texts.enumerated() {
            let count = Int(try #require(rest.first))
            let expected = rest.dropFirst(2).prefix(count)
            let isTruncated = rest.dropFirst().first == 1
            rest = rest.dropFirst(2 + count)
            let encoding = tokenizer.encode(text, limit: 256)
            #expect(encoding.ids[...] == expected, "line \(line + 1): \(text.debugDescription)")
            #expect(encoding.isTruncated == isTruncated, "line \(line + 1)")
        }
        #expect(rest.isEmpty)
    }

    @Test("Random characters give numbers of the vocabulary, the same each time, between [CLS] and [SEP]")
    func randomTexts() throws {
        let vocabulary = try shippedVocabulary()
        let tokenizer = try WordPieceTokenizer(vocabulary)
        var random = RandomNumbers(seed: 6)
        for length in [0, 1, 2, 3] + Array(repeating: 40, count: 300) + [20_000] {
            let text = random.text(length: length)
            let limit = Int.random(in: 2...256, using: &random)
            let encoding = tokenizer.encode(text, limit: limit)
            #expect(encoding.ids.count <= limit && encoding.ids.count >= 2)
            #expect(encoding.ids.first == 101 && encoding.ids.last == 102)
            #expect(encoding.ids.allSatisfy { 0..<Int32(vocabulary.count) ~= $0 })
            #expect(encoding == tokenizer.encode(text, limit: limit))
        }
    }
}

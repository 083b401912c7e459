import Testing

@testable import TextModel

@Suite struct WordPieceTokenizerTests {
    @Test("Every text of the corpus gets the reference's numbers")
    func corpus() throws {
        let tokenizer = try WordPieceTokenizer(try shippedVocabulary())
        let texts = try Goldens.texts("corpus.jsonl")
        #expect(texts.count >= 5_000)
        var golden = try Goldens.bytes("ids.bin")[...]
        func next() throws -> Int {
            let low = try #require(golden.popFirst())
            return Int(low) | Int(try #require(golden.popFirst())) << 8
        }
        for (line, text) in texts.enumerated() {
            let count = try next()
            let isTruncated = try next() == 1
            let expected = try (0..<count).map { _ in Int32(try next()) }
            let encoding = tokenizer.encode(text, limit: 256)
            #expect(encoding.ids == expected, "line \(line + 1): \(text.debugDescription)")
            #expect(encoding.isTruncated == isTruncated, "line \(line + 1)")
        }
        #expect(golden.isEmpty)
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

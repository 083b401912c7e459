import Testing

@testable import TextModel

@Suite struct VocabularyTests {
    private static let specials = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n"

    @Test("The longest piece is found, and pieces inside a word are other pieces")
    func longestPiece() throws {
        let vocabulary = try Vocabulary(Array("a\nab\n##c\n##cd\nabcx\n".utf8))
        #expect(vocabulary.count == 5)
        let word = Array("abcd".utf8)
        let first = try #require(vocabulary.longestPiece(in: word[...], insideWord: false))
        #expect(first == (1, 2))
        let second = try #require(vocabulary.longestPiece(in: word[2...], insideWord: true))
        #expect(second == (3, 2))
        #expect(vocabulary.longestPiece(in: word[1...], insideWord: false) == nil)
        #expect(vocabulary.longestPiece(in: word[...], insideWord: true) == nil)
        #expect(vocabulary.number(of: "##c") == 2)
        #expect(vocabulary.number(of: "é") == nil)
    }

    @Test("Two spellings of one character are two pieces")
    func spellings() throws {
        let vocabulary = try Vocabulary(Array("\u{e9}\ne\u{301}\n".utf8))
        #expect(vocabulary.number(of: "\u{e9}") == 0)
        #expect(vocabulary.number(of: "e\u{301}") == 1)
    }

    @Test(
        "A damaged vocabulary is refused with the line",
        arguments: [
            (Array("a\n\nb\n".utf8), "line 2 is empty"), ([], "line 1 is empty"),
            (Array("a\nb\na\n".utf8), "line 3 repeats line 1"),
            ([0x61, 0xff, 0x0a], "it is not UTF-8 text"),
            (Array(String(repeating: "x", count: 513).utf8), "line 1 is too long"),
        ] as [([UInt8], String)])
    func damaged(file: [UInt8], problem: String) {
        let error = #expect(throws: TextModelError.self) { _ = try Vocabulary(file) }
        #expect(error == .vocabulary(problem))
    }

    @Test(
        "A vocabulary without one of BERT's marks is refused",
        arguments: ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"])
    func missingMark(mark: String) throws {
        _ = try WordPieceTokenizer(try Vocabulary(Array(Self.specials.utf8)))
        let without = Self.specials.replacing(mark + "\n", with: "")
        let vocabulary = try Vocabulary(Array(without.utf8))
        let error = #expect(throws: TextModelError.self) { _ = try WordPieceTokenizer(vocabulary) }
        #expect(error == .vocabulary("it has no line \(mark)"))
    }

    @Test("A vocabulary of nothing but marks makes every word unknown, whatever the text")
    func smallest() throws {
        let tokenizer = try WordPieceTokenizer(try Vocabulary(Array(Self.specials.utf8)))
        #expect(tokenizer.encode("a b,c", limit: 10).ids == [2, 1, 1, 1, 1, 3])
    }
}

import CZlib
import ImageCoding
import TestSupport
import Testing

@Suite struct PNGTextTests {
    private func encode(_ text: [(keyword: String, text: String)]) throws -> [UInt8] {
        let picture = try #require(Golden.grey.picture)
        return try PNGCodec.encode(picture, text: text)
    }

    @Test func `all kinds of text of another encoder are read`() throws {
        let texts = try PNGCodec.text(in: Golden.texts.file)
        #expect(texts.map(\.keyword) == ["Title", "Packed", "reverie", "packed"])
        #expect(
            texts.map(\.text) == [
                "café", String(repeating: "x", count: 100), #"{"prompt":"シャツ"}"#, String(repeating: "ü", count: 60),
            ])
    }

    @Test func `a text is written byte for byte as another encoder writes it`() throws {
        let file = try encode([("reverie", #"{"prompt":"シャツ"}"#)])
        // The iTXt chunk of the golden file, from its length to its checksum.
        let golden = Array(Golden.texts.file[33 + 22 + 32..<33 + 22 + 32 + 46])
        #expect(Array(file[33..<33 + 46]) == golden)
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func `texts come back in their order`(seed: UInt64) throws {
        var draws = RandomNumbers(seed: seed)
        let texts = (0..<Int.random(in: 0...4, using: &draws)).map { index in
            let scalars = draws.bytes(Int.random(in: 0...300, using: &draws)).map { Unicode.Scalar(UInt32($0) * 7 + 1) }
            return (keyword: "key \(index)", text: String(String.UnicodeScalarView(scalars.compactMap(\.self))))
        }
        let read = try PNGCodec.text(in: encode(texts))
        #expect(read.map(\.keyword) == texts.map(\.keyword))
        #expect(read.map(\.text) == texts.map(\.text))
    }

    @Test(arguments: ["", " a", "a ", "a  b", "naïve", "a\0", "tab\t", String(repeating: "k", count: 80)])
    func `a keyword that a PNG file cannot hold is refused`(keyword: String) {
        let error = #expect(throws: ImageError.self) { try encode([(keyword, "text")]) }
        #expect(error?.code == .invalidText)
    }

    @Test func `a text with a zero or without end is refused`() {
        let zero = #expect(throws: ImageError.self) { try encode([("a", "b\0c")]) }
        #expect(zero?.code == .invalidText)
        let long = #expect(throws: ImageError.self) { try encode([("a", String(repeating: "b", count: 1 << 20 + 1))]) }
        #expect(long?.code == .tooLarge)
    }

    @Test func `a small text that unpacks to a huge one is refused`() throws {
        let zeros = [UInt8](repeating: 0x30, count: 1 << 23)
        var packed = [UInt8](repeating: 0, count: Int(compressBound(uLong(zeros.count))))
        var size = uLongf(packed.count)
        try #require(compress(&packed, &size, zeros, uLong(zeros.count)) == Z_OK)
        let file = insert("iTXt", Array("bomb".utf8) + [0, 1, 0, 0, 0] + packed[..<Int(size)])
        #expect(file.count < 20_000)
        let error = #expect(throws: ImageError.self) { try PNGCodec.text(in: file) }
        #expect(error?.code == .tooLarge)
        #expect(try PNGCodec.decode(file) == Golden.grey.picture)
    }

    @Test(arguments: [
        ("tEXt", "no terminator"), ("zTXt", "k\0\u{1}"), ("zTXt", "k\0\0not deflated"), ("iTXt", ""), ("iTXt", "k\0"),
        ("iTXt", "k\0\u{2}\0\0\0text"), ("iTXt", "k\0\0\u{1}\0\0text"), ("iTXt", "k\0\0\0no more terminators"),
        ("iTXt", "k\0\u{1}\0\0\0not deflated"),
    ])
    func `a text chunk that is not one is an error`(type: String, data: String) {
        let error = #expect(throws: ImageError.self) { try PNGCodec.text(in: insert(type, Array(data.utf8))) }
        #expect(error?.code == .damaged)
    }

    @Test func `a text that is not UTF-8 is an error`() {
        let file = insert("iTXt", [0x6B, 0, 0, 0, 0, 0, 0xC3, 0x28])
        let error = #expect(throws: ImageError.self) { try PNGCodec.text(in: file) }
        #expect(error?.code == .damaged)
    }

    /// The grey golden with one chunk more behind its header.
    private func insert(_ type: String, _ data: [UInt8]) -> [UInt8] {
        let body = Array(type.utf8) + data
        let numbers = [data.count, IndependentPNG.crc(body)].map { number in
            (0..<4).map { UInt8(number >> (24 - 8 * $0) & 0xFF) }
        }
        var file = Golden.grey.file
        file.insert(contentsOf: numbers[0] + body + numbers[1], at: 33)
        return file
    }
}

/// BERT's tokenizer: text becomes the numbers of the vocabulary's pieces, between [CLS] and [SEP] (Wu et al. 2016; Devlin
/// et al. 2018). Any text works, and each gives what the reference implementation gives.
package struct WordPieceTokenizer: Sendable {
    /// A text as the encoder takes it.
    package struct Encoding: Sendable, Equatable {
        package let ids: [Int32]
        /// Whether the text went on beyond the encoder's limit.
        package let isTruncated: Bool
    }

    private let vocabulary: Vocabulary
    private let normalizer = Normalizer()
    private let splitter = WordSplitter()
    private let unknown: Int32
    private let first: Int32
    private let last: Int32
    /// The marks that stand for themselves wherever they are typed.
    private let marks: [(bytes: [UInt8], number: Int32)]

    /// A longer word is unknown, whatever it is made of.
    static let maximumWordLength = 100

    package init(_ vocabulary: Vocabulary) throws(TextModelError) {
        func number(_ mark: String) throws(TextModelError) -> Int32 {
            guard let number = vocabulary.number(of: mark) else { throw .vocabulary("it has no line \(mark)") }
            return number
        }
        self.vocabulary = vocabulary
        unknown = try number("[UNK]")
        first = try number("[CLS]")
        last = try number("[SEP]")
        var marks: [(bytes: [UInt8], number: Int32)] = []
        for mark in ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] {
            marks.append((bytes: Array(mark.utf8), number: try number(mark)))
        }
        self.marks = marks
    }

    /// At most `limit` numbers, [CLS] and [SEP] included.
    package func encode(_ text: String, limit: Int) -> Encoding {
        var ids = [first]
        var rest = Substring(text)
        // One more than fits is enough to know that something does not.
        while ids.count < limit, !rest.isEmpty {
            let mark = nextMark(in: rest)
            append(rest[..<(mark?.range.lowerBound ?? rest.endIndex)], to: &ids, limit: limit)
            guard let mark else { break }
            ids.append(mark.number)
            rest = rest[mark.range.upperBound...]
        }
        let isTruncated = ids.count > limit - 1
        return Encoding(ids: ids.prefix(limit - 1) + [last], isTruncated: isTruncated)
    }

    private func nextMark(in text: Substring) -> (range: Range<Substring.Index>, number: Int32)? {
        let bytes = text.utf8
        var search = bytes[...]
        while let start = search.firstIndex(of: UInt8(ascii: "[")) {
            for mark in marks where bytes[start...].starts(with: mark.bytes) {
                return (start..<bytes.index(start, offsetBy: mark.bytes.count), mark.number)
            }
            search = bytes[bytes.index(after: start)...]
        }
        return nil
    }

    private func append(_ text: Substring, to ids: inout [Int32], limit: Int) {
        splitter.forEachWord(in: normalizer.normalized(text.unicodeScalars)) { word in
            appendPieces(of: word, to: &ids)
            return ids.count < limit
        }
    }

    /// The longest known beginning, then the longest of what is left, and so on; all or nothing.
    private func appendPieces(of word: ArraySlice<UInt32>, to ids: inout [Int32]) {
        guard word.count <= Self.maximumWordLength else { return ids.append(unknown) }
        let bytes = word.flatMap { value in Unicode.Scalar(value).map { Array(String($0).utf8) } ?? [] }
        let before = ids.count
        var rest = bytes[...]
        while !rest.isEmpty {
            guard let piece = vocabulary.longestPiece(in: rest, insideWord: rest.startIndex > 0) else {
                ids.removeSubrange(before...)
                return ids.append(unknown)
            }
            ids.append(piece.number)
            rest = rest.dropFirst(piece.length)
        }
    }
}

/// Cuts normalised text into words at spaces; each punctuation mark is a word of its own.
struct WordSplitter: Sendable {
    private let punctuation = CharacterTable.bert.punctuation

    /// Calls `body` with each word in order until it returns false.
    func forEachWord(in text: [UInt32], _ body: (ArraySlice<UInt32>) -> Bool) {
        var start = 0
        for (index, character) in text.enumerated() {
            let isSpace = character == 0x20
            guard isSpace || punctuation.contains(character) else { continue }
            if start < index, !body(text[start..<index]) { return }
            if !isSpace, !body(text[index...index]) { return }
            start = index + 1
        }
        if start < text.count { _ = body(text[start...]) }
    }
}

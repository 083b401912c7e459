/// BERT's normalisation (Devlin et al. 2018, `BasicTokenizer`): control characters go, white space becomes spaces, ideographs
/// get spaces round them, then canonical decomposition, accents go, lower case.
struct Normalizer: Sendable {
    private let table = CharacterTable.bert

    /// The code points of the normalised text.
    func normalized(_ text: some Sequence<Unicode.Scalar>) -> [UInt32] {
        var output = Output(table: table)
        for scalar in text { append(scalar.value, to: &output) }
        output.flush()
        return output.characters
    }

    private func append(_ character: UInt32, to output: inout Output) {
        if character < 0x80 {
            switch UInt8(character) {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): return output.start(character | 0x20)
            case UInt8(ascii: " ")...UInt8(ascii: "~"): return output.start(character)
            default: break
            }
        }
        if table.spaces.contains(character) { return output.start(Self.space) }
        if table.dropped.contains(character) { return }
        if table.droppedStarters.contains(character) { return output.flush() }
        let isIdeograph = table.ideographs.contains(character)
        if isIdeograph { output.start(Self.space) }
        if Hangul.syllables.contains(character) {
            Hangul.decompose(character) { output.start($0) }
        } else if !table.replacements.forEachValue(of: character, { output.append($0) }) {
            output.append(character)
        }
        if isIdeograph { output.start(Self.space) }
    }

    private static let space: UInt32 = 0x20
}

extension Normalizer {
    /// The text so far, with the marks that have not found their order yet (The Unicode Standard, section 3.11, D109).
    private struct Output {
        let table: CharacterTable
        var characters: [UInt32] = []
        private var marks: [(order: UInt32, position: Int, character: UInt32)] = []

        init(table: CharacterTable) { self.table = table }

        mutating func append(_ character: UInt32) {
            guard let order = table.classes.value(of: character) else { return start(character) }
            marks.append((order, marks.count, character))
        }

        /// Appends a character of combining class 0.
        mutating func start(_ character: UInt32) {
            flush()
            characters.append(character)
        }

        mutating func flush() {
            guard !marks.isEmpty else { return }
            marks.sort { ($0.order, $0.position) < ($1.order, $1.position) }
            characters += marks.map(\.character)
            marks.removeAll(keepingCapacity: true)
        }
    }
}

/// Hangul syllables decompose by rule (The Unicode Standard, section 3.12).
private enum Hangul {
    static let syllables: ClosedRange<UInt32> = 0xac00...0xd7a3

    static func decompose(_ syllable: UInt32, _ body: (UInt32) -> Void) {
        let index = syllable - syllables.lowerBound
        body(0x1100 + index / 588)
        body(0x1161 + index % 588 / 28)
        if index % 28 > 0 { body(0x11a7 + index % 28) }
    }
}

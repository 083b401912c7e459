/// What BERT's normaliser makes of each character.
///
/// Tables of our own, and not those of Swift's standard library, because the vocabulary was made with Unicode's tables of
/// their time: an update of the language must change neither a token nor, with it, a picture.
struct CharacterTable: Sendable {
    static let bert = CharacterTable()

    let spaces = CharacterRuns(Self.spaces)
    let dropped = CharacterRuns(Self.dropped)
    let droppedStarters = CharacterRuns(Self.droppedStarters)
    let ideographs = CharacterRuns(Self.ideographs)
    let punctuation = CharacterRuns(Self.punctuation)
    let classes = CharacterRuns(Self.classes)
    let replacements = CharacterRuns(Self.replacements)
}

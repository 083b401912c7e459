/// Something that is not as it should be in a catalogue's folder.
package struct CheckFinding: Sendable, Equatable {
    package enum Kind: Sendable, Hashable {
        /// Nothing can be written into the folder: it is read-only, or somebody else's.
        case readOnly(String)
        /// The disk has less room than a day of pictures needs.
        case littleRoom(megabytes: Int)
        /// The database is no sound database.
        case damagedDatabase
        /// The words of captions in the search differ from the captions.
        case wordsOutOfStep(Int)
        /// What was left of a save that was cut off: it was never acknowledged.
        case halfWritten(String)
        /// A whole file that no entry knows of.
        case unlisted(String)
        /// A file that is not the picture it is called after.
        case damagedFile(String)
        /// An entry without its file.
        case missingFile(String)
    }

    package let kind: Kind
    /// For people: what is wrong.
    package let description: String
    /// What was done about it; nil if nothing was.
    package var repair: String?

    init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }
}

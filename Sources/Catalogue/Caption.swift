/// What a picture is called: trimmed, 1 to 200 characters as a person counts them, on one line.
package struct Caption: Hashable, Sendable, CustomStringConvertible {
    package static let maximumCharacters = 200

    /// A character may carry any number of combining marks: this bounds what a caption of 200 characters can weigh.
    static let maximumBytes = 8_000

    package let description: String

    /// Throws `invalidCaption` with a sentence that says what is wrong with `text`.
    package init(_ text: String) throws(CatalogueError) {
        let trimmed = Caption.trimmed(text)
        guard !trimmed.isEmpty else {
            throw CatalogueError(.invalidCaption, "The caption is empty: write at least one character.")
        }
        guard !trimmed.unicodeScalars.contains(where: Caption.breaksLine) else {
            throw CatalogueError(
                .invalidCaption, "The caption contains line breaks or control characters: write it on one line.")
        }
        guard trimmed.utf8.count <= Caption.maximumBytes, trimmed.count <= Caption.maximumCharacters else {
            throw CatalogueError(
                .invalidCaption,
                "The caption has more than \(Caption.maximumCharacters) characters: please shorten it.")
        }
        description = trimmed
    }

    private static func trimmed(_ text: String) -> String {
        let characters = text.drop(while: \.isWhitespace)
        guard let last = characters.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(characters[...last])
    }

    private static func breaksLine(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}

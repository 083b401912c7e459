/// Texts of the interface's declaration as HTML: escaped, with what stands between backticks as code.
enum HTMLText {
    static func html(_ text: String) -> String {
        let parts = text.split(separator: "`", omittingEmptySubsequences: false)
        return parts.enumerated().map { index, part in
            let escaped = part.map(escape).joined()
            // A backtick without a partner stays one.
            guard index.isMultiple(of: 2) == false else { return escaped }
            return index == parts.count - 1 ? "`" + escaped : "<code>\(escaped)</code>"
        }.joined()
    }

    private static func escape(_ character: Character) -> String {
        switch character {
        case "&": "&amp;"
        case "<": "&lt;"
        case ">": "&gt;"
        case "\"": "&quot;"
        default: String(character)
        }
    }
}

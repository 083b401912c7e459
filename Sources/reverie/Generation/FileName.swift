/// File names that every file system takes and no shell stumbles over.
enum FileName {
    private static let mostBytes = 60

    /// Letters and digits of the prompt in lower case, with a hyphen for everything between; "picture" if there are none.
    static func stem(_ prompt: String) -> String {
        let words = prompt.lowercased().split { !$0.isLetter && !$0.isNumber }
        var stem = ""
        for character in words.joined(separator: "-") {
            guard stem.utf8.count + character.utf8.count <= mostBytes else { break }
            stem.append(character)
        }
        while stem.last == "-" { stem.removeLast() }
        return stem.isEmpty ? "picture" : stem
    }
}

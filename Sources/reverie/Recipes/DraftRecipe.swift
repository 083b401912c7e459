import FoundationEssentials
import ImageCoding

/// A draft, as a text of its sheet: what is needed to finish some of its pictures.
struct DraftRecipe: Codable, Equatable, Sendable {
    static let keyword = "reverie-draft"

    /// Of its first picture.
    var recipe: PictureRecipe
    /// Pictures on the sheet.
    var count: Int

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    init(recipe: PictureRecipe, count: Int) {
        self.recipe = recipe
        self.count = count
    }

    /// - Throws: `CommandFailure` for a file that is no draft.
    init(in file: PictureFile) throws(CommandFailure) {
        guard let text = file.text(Self.keyword) else {
            throw CommandFailure(.usage, "\(file.path) is no draft's sheet. Make one with: reverie draft")
        }
        do {
            self = try JSONDecoder().decode(Self.self, from: Data(text.utf8))
            // The same checks as for a recipe that stands alone.
            recipe = try PictureRecipe(json: recipe.json())
        } catch {
            throw CommandFailure(.usage, "The draft in \(file.path) cannot be read: the file was altered.")
        }
        guard (1...255).contains(count) else {
            throw CommandFailure(.usage, "The draft in \(file.path) says that it has \(count) pictures.")
        }
    }
}

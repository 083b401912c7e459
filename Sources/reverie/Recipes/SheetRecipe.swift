import ImageCoding

/// The recipes of all pictures of a sheet, as a text of its PNG file.
enum SheetRecipe {
    static let keyword = "reverie-sheet"

    /// A list of recipes, in the order of the pictures.
    static func json(_ recipes: [String]) -> String {
        "[" + recipes.joined(separator: ",") + "]"
    }
}

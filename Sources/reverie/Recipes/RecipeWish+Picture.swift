import ImageCoding
import WireProtocol

extension RecipeWish {
    /// To begin with a picture. Where nobody says, model and prompt are those of its own recipe, if it has one that can be
    /// read, and if the server has that model.
    ///
    /// - Parameters:
    ///   - picture: the file's path.
    ///   - said: what the options say.
    /// - Throws: a file that is no picture.
    init(from picture: String, _ said: [RecipeWish], prompt: String?, _ shelf: ModelShelf) throws(CommandFailure) {
        self.init()
        let file = try PictureFile(picture)
        if let recorded = try? file.recipeIfAny() {
            model = shelf.models.first { $0.name == recorded.model }?.name
            self.prompt = recorded.prompt
        }
        for wish in said { override(with: wish) }
        self.prompt = prompt ?? self.prompt ?? ""
        from = picture
    }
}

import ImageCoding

/// A picture's file, with the recipe that it may hold.
struct PictureFile: Sendable {
    let path: String
    let bytes: [UInt8]
    let picture: Picture
    private let texts: [(keyword: String, text: String)]

    /// - Throws: `CommandFailure` with a sentence about the file.
    init(_ path: String) throws(CommandFailure) {
        try self.init(path, bytes: try TextFile.existingBytes(path))
    }

    /// - Parameter path: where the bytes are from.
    init(_ path: String, bytes: [UInt8]) throws(CommandFailure) {
        self.path = path
        self.bytes = bytes
        do {
            picture = try PNGCodec.decode(bytes)
            texts = try PNGCodec.text(in: bytes)
        } catch {
            throw CommandFailure(.usage, "The file \(path) cannot be used. \(error.description)")
        }
    }

    /// nil if there is none of that keyword.
    func text(_ keyword: String) -> String? {
        texts.first { $0.keyword == keyword }?.text
    }

    /// nil if there is none in the file.
    ///
    /// - Throws: `CommandFailure` for one that cannot be read.
    func recipeIfAny() throws(CommandFailure) -> PictureRecipe? {
        guard let text = text(PictureRecipe.keyword) else { return nil }
        do {
            return try PictureRecipe(json: text)
        } catch {
            throw CommandFailure(.usage, "The recipe in \(path) cannot be used. \(error.description)")
        }
    }

    func recipe() throws(CommandFailure) -> PictureRecipe {
        guard let recipe = try recipeIfAny() else {
            let advice =
                text(SheetRecipe.keyword) != nil || text(DraftRecipe.keyword) != nil
                ? "It is a sheet of several: use the pictures' own files, or finish a draft with reverie finish."
                : "Reverie writes one into each PNG that it makes, unless told not to; other programs, and many that convert, "
                    + "leave it out."
            throw CommandFailure(.usage, "There is no recipe in \(path). \(advice)")
        }
        return recipe
    }
}

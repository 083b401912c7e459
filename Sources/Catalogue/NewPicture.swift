/// A picture that is to be saved.
package struct NewPicture: Sendable {
    /// The file's bytes, whose SHA-256 is `hash`.
    package let png: [UInt8]
    package let hash: PictureHash
    package let caption: Caption
    /// JSON; `prompt` in it is searched together with the caption.
    package let recipe: String
    /// Milliseconds since 1970.
    package let created: Int64

    package init(png: [UInt8], hash: PictureHash, caption: Caption, recipe: String, created: Int64) {
        self.png = png
        self.hash = hash
        self.caption = caption
        self.recipe = recipe
        self.created = created
    }
}

/// What only others can tell about a picture's bytes: the catalogue itself never looks into them.
package struct PictureReader: Sendable {
    /// The SHA-256, by which a picture's file is called, as 64 hexadecimal digits.
    package let hash: @Sendable ([UInt8]) -> String
    /// The caption and the recipe (JSON) for a picture that has lost its entry; nil for one that tells neither.
    package let entry: @Sendable ([UInt8]) -> (caption: Caption, recipe: String)?

    package init(
        hash: @escaping @Sendable ([UInt8]) -> String,
        entry: @escaping @Sendable ([UInt8]) -> (caption: Caption, recipe: String)?
    ) {
        self.hash = hash
        self.entry = entry
    }
}

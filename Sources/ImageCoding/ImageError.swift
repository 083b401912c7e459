/// What can be wrong with a picture, a PNG file or a recipe.
package struct ImageError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Code: Sendable {
        /// The bytes are no PNG file at all.
        case notPNG
        /// A PNG file that is cut off or altered.
        case damaged
        /// More pixels or more text than is read or written here.
        case tooLarge
        /// A keyword or a text that a PNG file cannot hold.
        case invalidText
        /// A recipe that does not describe a picture.
        case invalidRecipe
        /// libpng could not write the picture.
        case notWritten
    }

    package let code: Code
    /// One sentence a person can act on.
    package let description: String

    init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}

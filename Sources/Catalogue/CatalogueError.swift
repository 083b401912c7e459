/// What can go wrong in the catalogue, with a sentence a person can act on.
package struct CatalogueError: Error, Equatable, CustomStringConvertible {
    package enum Code: Sendable, Equatable {
        case invalidCaption
        case invalidHash
        case notFound
        /// The file of a picture that is listed is not on disk.
        case fileMissing
        /// Another process keeps its catalogue in the same folder.
        case folderInUse
        /// Numbers that are no embedding: of the wrong count or length.
        case invalidVector
        /// The database's file is not a sound database.
        case damaged
        /// The file system or the database refused: disk full, no permission, ...
        case storage
    }

    package let code: Code
    package let description: String

    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}

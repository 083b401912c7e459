/// What can go wrong in the catalogue, with a sentence a person can act on.
package struct CatalogueError: Error, Equatable, CustomStringConvertible {
    package enum Code: Sendable, Equatable {
        case invalidCaption
        case invalidHash
        /// No account can be called that, or be removed.
        case invalidAccount
        case notFound
        /// The file of a picture that is listed is not on disk.
        case fileMissing
        /// The viewer may not change it.
        case notAllowed
        /// It has changed since the viewer looked at it.
        case changed
        /// Another process keeps its catalogue in the same folder.
        case folderInUse
        /// Numbers that are no embedding: of the wrong count or length.
        case invalidVector
        /// The database's file is not a sound database.
        case damaged
        /// No room is left on the disk.
        case full
        /// The file system or the database refused: no permission, ...
        case storage
    }

    package let code: Code
    package let description: String

    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}

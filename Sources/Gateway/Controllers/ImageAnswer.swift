import Catalogue
import FoundationEssentials
import HTTPTypes
import ImageCoding

/// A saved picture as the HTTP interface describes it.
struct ImageAnswer: Encodable {
    let hash: String
    let caption: String
    /// Milliseconds since 1970.
    let created: Int64
    let url: String
    let download: String
    /// What `If-Match` has to be to change it, in quotes.
    let version: Int64
    /// Whether all accounts see it; always, where there are none.
    let shared: Bool
    /// Whether whoever asks may change and delete it.
    let changeable: Bool
    /// nil for a recipe that a newer Reverie wrote.
    let recipe: Recipe?
    /// Why a search found it: words, meaning or both; nil when nothing was looked for.
    let match: String?

    init(_ hit: ImageHit, for viewer: Viewer) {
        self.init(hit.image, for: viewer, match: hit.match)
    }

    /// - Parameter folder: where the picture is: among the saved ones, or in the trash.
    init(_ image: ImageRecord, for viewer: Viewer, match: ImageHit.Match? = nil, folder: String = "/images") {
        self.match = match?.rawValue
        hash = image.hash
        caption = image.caption
        created = image.created
        url = "\(folder)/\(image.hash).png"
        download = "\(folder)/\(image.hash).png?download"
        version = image.version
        shared = image.shared
        changeable = viewer.mayChange(image)
        recipe = (try? PictureRecipe(json: image.recipe)).map(Recipe.init)
    }
}

extension ImageAnswer {
    static let schema = Schema.object([
        .field("hash", .hash, "SHA-256 of the PNG: the picture's name."),
        .field("caption", .text),
        .field("created", .whole(0...), "Milliseconds since 1970."),
        .field("url", .text),
        .field("download", .text, "The same picture as a file to keep."),
        .field("version", .whole(0...), "What `If-Match` has to be to change it, in quotes."),
        .field("shared", .flag, "Whether all accounts see it; always, where there are none."),
        .field("changeable", .flag, "Whether whoever asks may change and delete it."),
        .optional("recipe", Recipe.schema, "Missing where a newer Reverie wrote it."),
        .optional("match", .choice(["words", "meaning", "both"]), "Why a search found it."),
    ])
}

extension Schema.Field {
    static let caption = Schema.Field.field("caption", .text(1...Caption.maximumCharacters), "What it is called.")
}

extension Parameter {
    static let hash = Parameter.path("hash", "The picture's `hash`.", .hash)
}

extension Answer {
    static let full = Answer.error(
        .init(code: 507, reasonPhrase: "Insufficient Storage"), "There is no room on the disk.")
    static let noPicture = Answer.error(.notFound, "No picture of this hash is saved.")
}

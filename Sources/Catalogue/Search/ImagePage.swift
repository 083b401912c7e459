/// A page of what a query found.
package struct ImagePage: Sendable, Equatable {
    package let hits: [ImageHit]
    /// How many pictures match on all pages together.
    package let total: Int
    /// Where the next page begins; nil behind the last picture.
    package var next: ImageCursor?
    /// What was looked for where no caption has a word of the query: the query with words that are spelled almost like it.
    package var corrected: String?

    package var images: [ImageRecord] { hits.map(\.image) }
}

/// A picture that a query found.
package struct ImageHit: Sendable, Equatable {
    /// Why it was found.
    package enum Match: String, Sendable {
        case words, meaning, both
    }

    package let image: ImageRecord
    /// nil when nothing was looked for.
    package let match: Match?
}

/// How long what a route answers may be kept, and by whom.
enum Caching: Sendable, Equatable {
    /// It may be kept, but is asked for again each time and answered with 304 as long as it is the same.
    case revalidated
    /// Never changes. It may be deleted, so only the viewer's own browser keeps it.
    case immutable
    /// Is not kept at all.
    case never

    /// The header `Cache-Control` (RFC 9111, section 5.2).
    var header: String {
        switch self {
        case .revalidated: "private, no-cache"
        case .immutable: "private, max-age=31536000, immutable"
        case .never: "no-store"
        }
    }
}

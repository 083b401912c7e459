/// Which saved pictures to list, in which order, from where on.
package struct ImageQuery: Sendable, Equatable {
    package enum Order: String, CaseIterable, Sendable {
        case newest, oldest, caption
    }

    package static let maximumLimit = 200

    /// Words to look for in captions and prompts, the last letters of each may be missing; blank lists everything.
    package var text: String
    package var order: Order
    package var offset: Int
    package var limit: Int

    package init(text: String = "", order: Order = .newest, offset: Int = 0, limit: Int = 60) {
        self.text = text
        self.order = order
        self.offset = max(0, offset)
        self.limit = min(max(0, limit), ImageQuery.maximumLimit)
    }
}

/// A page of what a query found.
package struct ImagePage: Sendable, Equatable {
    package let images: [ImageRecord]
    /// How many pictures match on all pages together.
    package let total: Int
}

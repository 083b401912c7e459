/// Which saved pictures to list, in which order, from where on.
package struct ImageQuery: Sendable, Equatable {
    package enum Order: String, CaseIterable, Sendable {
        /// The best match first; newest first when nothing is looked for.
        case relevance
        case newest, oldest, caption
        /// At random; the same seed is the same order.
        case shuffle
    }

    /// What the text means, to whom.
    package struct Meaning: Sendable, Equatable {
        package let encoder: EncoderHash
        package let vector: Embedding

        package init(encoder: EncoderHash, vector: Embedding) {
            self.encoder = encoder
            self.vector = vector
        }
    }

    package static let maximumLimit = 200

    /// Words to look for in captions and prompts, the last letters of each may be missing; blank lists everything.
    package var text: String
    /// Finds pictures that are called something else and mean the same; without it the words alone count.
    package var meaning: Meaning?
    package var filter: ImageFilter
    package var order: Order
    /// Of `shuffle`.
    package var seed: UInt32
    /// Where the page before this one ended.
    package var after: ImageCursor?
    /// Counted from there. To read on, `after` is better: it takes no longer far down, and nothing comes twice.
    package var offset: Int { didSet { offset = max(0, offset) } }
    package var limit: Int

    package init(
        text: String = "", meaning: Meaning? = nil, filter: ImageFilter = ImageFilter(), order: Order = .newest,
        seed: UInt32 = 0, after: ImageCursor? = nil, offset: Int = 0, limit: Int = 60
    ) {
        self.text = text
        self.meaning = meaning
        self.filter = filter
        self.order = order
        self.seed = seed
        self.after = after
        self.offset = max(0, offset)
        self.limit = min(max(0, limit), ImageQuery.maximumLimit)
    }
}

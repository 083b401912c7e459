/// How pictures were looked for, as the HTTP interface tells it.
struct SearchAnswer: Encodable {
    /// Whether meaning counted, or words alone.
    let meaning: Bool
    /// Why words alone; nil if meaning counted.
    let reason: String?
    /// Pictures that can be found by their words only, so far.
    let missing: Int
    /// Words that were looked for in the place of some that no caption has; nil if there was no need.
    let corrected: String?

    init(_ answer: QueryEncoder.Answer, missing: Int, corrected: String?) {
        self.missing = missing
        self.corrected = corrected
        switch answer {
        case .meaning: (meaning, reason) = (true, nil)
        case .none(let reason): (meaning, self.reason) = (false, reason)
        }
    }
}

extension SearchAnswer {
    static let schema = Schema.object([
        .field("meaning", .flag, "Whether meaning counted, or words alone."),
        .optional("reason", .text, "Why words alone."),
        .field("missing", .whole(0...), "Pictures that can be found by their words only, so far."),
        .optional("corrected", .text, "What was looked for in the place of words that no caption has."),
    ])
}

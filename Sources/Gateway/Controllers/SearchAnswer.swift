/// How pictures were looked for, as the HTTP interface tells it.
struct SearchAnswer: Encodable {
    /// Whether meaning counted, or words alone.
    let meaning: Bool
    /// Why words alone; nil if meaning counted.
    let reason: String?
    /// Pictures that can be found by their words only, so far.
    let missing: Int

    init(_ answer: QueryEncoder.Answer, missing: Int) {
        self.missing = missing
        switch answer {
        case .meaning: (meaning, reason) = (true, nil)
        case .none(let reason): (meaning, self.reason) = (false, reason)
        }
    }
}

/// How many answers a server gives: a bucket of so many that fills again by the second. A pure value; times are those of any
/// one clock.
struct AnswerBudget: Sendable {
    private let most: Double
    private let perSecond: Double
    private var left: Double
    private var last: Duration?

    init(most: Double = 20, perSecond: Double = 10) {
        self.most = most
        self.perSecond = perSecond
        left = most
    }

    /// Whether there is one left, which is spent then.
    mutating func spend(at now: Duration) -> Bool {
        let elapsed = last.map { max(0, (now - $0) / .seconds(1)) } ?? 0
        last = now
        left = min(most, left + elapsed * perSecond)
        guard left >= 1 else { return false }
        left -= 1
        return true
    }
}

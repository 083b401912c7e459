import Synchronization

/// How often somebody may ask: a bucket of tokens that fills again evenly, a request takes one.
struct RateLimit: Sendable, Equatable {
    /// At once, when nothing was asked for a while.
    let burst: Double
    let perSecond: Double
}

/// A bucket for each client. Those that are full again are forgotten, so that many clients do not fill the memory.
final class RateLimiter: Sendable {
    private struct Bucket {
        var tokens: Double
        var filled: ContinuousClock.Instant
    }

    private static let most = 10_000

    let limit: RateLimit
    private let buckets = Mutex<[String: Bucket]>([:])

    init(_ limit: RateLimit) {
        self.limit = limit
    }

    /// nil if the client may ask now, for which a token is taken unless it only wants to know; else how many seconds it has to
    /// wait, rounded up.
    func wait(_ client: String, taking: Bool = true, at now: ContinuousClock.Instant = .now) -> Int? {
        buckets.withLock { buckets in
            if buckets.count >= Self.most { tidy(&buckets, now) }
            var bucket = buckets[client] ?? Bucket(tokens: limit.burst, filled: now)
            bucket.tokens = tokens(bucket, now)
            bucket.filled = now
            defer { buckets[client] = bucket }
            guard bucket.tokens < 1 else {
                if taking { bucket.tokens -= 1 }
                return nil
            }
            return max(1, Int(((1 - bucket.tokens) / limit.perSecond).rounded(.up)))
        }
    }

    private func tokens(_ bucket: Bucket, _ now: ContinuousClock.Instant) -> Double {
        min(limit.burst, bucket.tokens + max(0, (now - bucket.filled) / .seconds(1)) * limit.perSecond)
    }

    /// If nobody's bucket is full, the fullest go: they lose least.
    private func tidy(_ buckets: inout [String: Bucket], _ now: ContinuousClock.Instant) {
        buckets = buckets.filter { tokens($0.value, now) < limit.burst }
        guard buckets.count >= Self.most else { return }
        let fullest = buckets.sorted { tokens($0.value, now) > tokens($1.value, now) }.prefix(Self.most / 2)
        for (client, _) in fullest { buckets[client] = nil }
    }
}

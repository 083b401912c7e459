import WireProtocol

/// How long ended jobs, with their pictures, are kept.
package struct Retention: Sendable, Equatable {
    package var age: Duration
    /// Of all pictures together.
    package var bytes: Int
    /// Ended jobs of every kind: each takes some memory.
    package var jobs: Int

    package init(age: Duration = .seconds(24 * 3600), bytes: Int = 256 << 20, jobs: Int = 1_000) {
        self.age = age
        self.bytes = bytes
        self.jobs = jobs
    }

    /// The jobs to give up: those that are too old, and of the rest the oldest, until the bounds hold. The newest is kept
    /// whatever its size, so that a client can always come back for the picture it has just missed.
    ///
    /// - Parameter now: milliseconds since 1970. A job from the future (the clock was set back) counts as new.
    func expired(_ jobs: some Sequence<EndedJob>, now: UInt64) -> [JobID] {
        let limit = UInt64(max(0, age / .milliseconds(1)))
        var kept = (bytes: 0, jobs: 0)
        var expired: [JobID] = []
        for job in jobs.sorted(by: { $0.time > $1.time }) {
            let isOld = now > job.time && now - job.time > limit
            let isTooMuch = kept.bytes + Int(job.resultBytes) > bytes || kept.jobs >= self.jobs
            if isOld || isTooMuch && kept.jobs > 0 {
                expired.append(job.id)
            } else {
                kept.bytes += Int(job.resultBytes)
                kept.jobs += 1
            }
        }
        return expired
    }
}

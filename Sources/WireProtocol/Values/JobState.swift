/// Where a job is in its life.
package enum JobState: UInt8, CaseIterable, Sendable {
    case queued = 0
    case running = 1
    case finished = 2
    case cancelled = 3
    case failed = 4
}

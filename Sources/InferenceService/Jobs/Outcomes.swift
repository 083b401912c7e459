/// Jobs that have ended since the start.
struct Outcomes: Sendable, Equatable {
    var finished: UInt64 = 0
    var cancelled: UInt64 = 0
    var failed: UInt64 = 0

    mutating func count(_ outcome: EndedJob.Outcome) {
        switch outcome {
        case .finished: finished += 1
        case .cancelled: cancelled += 1
        case .failed: failed += 1
        }
    }
}

@testable import DiffusionEngine

extension BatchScheduler {
    /// The next batch in memory of its own.
    mutating func nextBatch() -> BatchPlan? {
        var plan = BatchPlan(model: 0)
        return nextBatch(into: &plan) ? plan : nil
    }
}

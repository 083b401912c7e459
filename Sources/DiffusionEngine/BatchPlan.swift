/// One batch for one model's network, and what it brings to an end.
struct BatchPlan: Equatable {
    struct Entry: Equatable {
        let job: UInt64
        let picture: Int
    }

    private(set) var model: Int
    /// Each picture here takes its job's rows per picture in the batch.
    var entries: [Entry] = []
    /// Jobs all of whose pictures have made the step when this batch is done.
    var completed: [UInt64] = []
    /// Those of `completed` for which it was the last step.
    var finished: [UInt64] = []

    /// An empty plan in the same memory.
    mutating func clear(model: Int) {
        self.model = model
        entries.removeAll(keepingCapacity: true)
        completed.removeAll(keepingCapacity: true)
        finished.removeAll(keepingCapacity: true)
    }
}

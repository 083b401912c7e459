import Testing

@testable import DiffusionEngine

@Suite struct BatchSchedulerTests {
    private func demand(
        model: Int = 0, pictures: Int = 1, rows: Int = 2, steps: Int = 3
    ) -> BatchScheduler.Demand {
        BatchScheduler.Demand(model: model, pictures: pictures, rowsPerPicture: rows, steps: steps)
    }

    private func entries(_ job: UInt64, _ pictures: Range<Int>) -> [BatchPlan.Entry] {
        pictures.map { BatchPlan.Entry(job: job, picture: $0) }
    }

    @Test func `a job runs its steps and ends`() throws {
        var scheduler = BatchScheduler(maximumBatch: 8, maximumQueue: 4)
        try scheduler.submit(1, demand(steps: 2))
        let firstNotices = scheduler.takeNotices()
        #expect(firstNotices == [.started(1)])
        let secondNotices = scheduler.takeNotices()
        #expect(secondNotices == [])
        let batches = scheduler.batches(3)
        #expect(
            batches == [
                BatchPlan(model: 0, entries: entries(1, 0..<1), completed: [1]),
                BatchPlan(model: 0, entries: entries(1, 0..<1), completed: [1], finished: [1]),
            ])
    }

    @Test func `a newcomer joins at the next step`() throws {
        var scheduler = BatchScheduler(maximumBatch: 8, maximumQueue: 4)
        try scheduler.submit(1, demand(pictures: 2))
        _ = scheduler.nextBatch()
        try scheduler.submit(2, demand())
        let next = scheduler.nextBatch()
        let plan = try #require(next)
        #expect(plan.entries == entries(1, 0..<2) + entries(2, 0..<1))
        #expect(plan.completed == [1, 2])
    }

    @Test func `a newcomer joins at the next step beside a job that would fill many batches`() throws {
        var scheduler = BatchScheduler(maximumBatch: 8, maximumQueue: 4)
        try scheduler.submit(1, demand(pictures: 16, steps: 1000))
        let firstBatches = scheduler.batches(1).map(\.entries)
        #expect(firstBatches == [entries(1, 0..<4)])
        try scheduler.submit(2, demand())
        let notices = scheduler.takeNotices()
        #expect(notices == [.started(1), .started(2)])
        let secondBatches = scheduler.batches(1).map(\.entries)
        #expect(secondBatches == [entries(1, 4..<6) + entries(2, 0..<1) + entries(1, 6..<7)])
    }

    @Test func `a step with more rows than the batch takes several batches`() throws {
        var scheduler = BatchScheduler(maximumBatch: 4, maximumQueue: 4)
        try scheduler.submit(1, demand(pictures: 5, steps: 1))
        let batches = scheduler.batches(4)
        #expect(
            batches == [
                BatchPlan(model: 0, entries: entries(1, 0..<2)),
                BatchPlan(model: 0, entries: entries(1, 2..<4)),
                BatchPlan(model: 0, entries: entries(1, 4..<5), completed: [1], finished: [1]),
            ])
    }

    @Test func `models take turns`() throws {
        var scheduler = BatchScheduler(maximumBatch: 4, maximumQueue: 4)
        for id in UInt64(0)..<3 { try scheduler.submit(id, demand(model: Int(id))) }
        let batches = scheduler.batches(7).map(\.model)
        #expect(batches == [0, 1, 2, 0, 1, 2, 0])
    }

    @Test func `jobs wait in order and learn their place whenever it changes`() throws {
        var scheduler = BatchScheduler(maximumBatch: 2, maximumQueue: 3)
        for id in UInt64(1)...3 { try scheduler.submit(id, demand(steps: 2)) }
        let firstNotices = scheduler.takeNotices()
        #expect(
            firstNotices == [
                .started(1), .queued(2, position: 1, rowsAhead: [0: 4]), .queued(3, position: 2, rowsAhead: [0: 8]),
            ])
        _ = scheduler.nextBatch()
        let secondNotices = scheduler.takeNotices()
        #expect(secondNotices == [])
        _ = scheduler.nextBatch()
        let thirdNotices = scheduler.takeNotices()
        #expect(thirdNotices == [.started(2), .queued(3, position: 1, rowsAhead: [0: 4])])
        let known = scheduler.remove(2)
        #expect(known)
        let fourthNotices = scheduler.takeNotices()
        #expect(fourthNotices == [.started(3)])
    }

    @Test func `a full queue refuses and another model's jobs do not wait for it`() throws {
        var scheduler = BatchScheduler(maximumBatch: 2, maximumQueue: 1)
        try scheduler.submit(1, demand())
        try scheduler.submit(2, demand())
        #expect(throws: BatchScheduler.Refusal.busy) { try scheduler.submit(3, demand()) }
        try scheduler.submit(4, demand(model: 1))
        #expect(throws: BatchScheduler.Refusal.idInUse) { try scheduler.submit(2, demand()) }
        #expect(throws: BatchScheduler.Refusal.idInUse) { try scheduler.submit(1, demand()) }
        let known = scheduler.remove(2)
        #expect(known)
        try scheduler.submit(3, demand())
        let again = scheduler.remove(2)
        #expect(!again)
    }

    @Test func `without a queue a job that can run at once is taken`() throws {
        var scheduler = BatchScheduler(maximumBatch: 4, maximumQueue: 0)
        try scheduler.submit(1, demand())
        try scheduler.submit(2, demand())
        #expect(throws: BatchScheduler.Refusal.busy) { try scheduler.submit(3, demand()) }
    }
}

extension BatchScheduler {
    /// The next batches, fewer if the work ends.
    fileprivate mutating func batches(_ count: Int) -> [BatchPlan] {
        (0..<count).compactMap { _ in nextBatch() }
    }
}

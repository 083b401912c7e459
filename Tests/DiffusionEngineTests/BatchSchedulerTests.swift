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
        var scheduler = BatchScheduler(maximumBatch: 8)
        try scheduler.submit(1, demand(steps: 2))
        let started = scheduler.takeStarted()
        #expect(started == [1])
        let none = scheduler.takeStarted()
        #expect(none == [])
        let batches = scheduler.batches(3)
        #expect(
            batches == [
                BatchPlan(model: 0, entries: entries(1, 0..<1), completed: [1]),
                BatchPlan(model: 0, entries: entries(1, 0..<1), completed: [1], finished: [1]),
            ])
    }

    @Test func `a newcomer joins at the next step`() throws {
        var scheduler = BatchScheduler(maximumBatch: 8)
        try scheduler.submit(1, demand(pictures: 2))
        _ = scheduler.nextBatch()
        try scheduler.submit(2, demand())
        let next = scheduler.nextBatch()
        let plan = try #require(next)
        #expect(plan.entries == entries(1, 0..<2) + entries(2, 0..<1))
        #expect(plan.completed == [1, 2])
    }

    @Test func `a newcomer joins at the next step beside a job that would fill many batches`() throws {
        var scheduler = BatchScheduler(maximumBatch: 8)
        try scheduler.submit(1, demand(pictures: 16, steps: 1000))
        let firstBatches = scheduler.batches(1).map(\.entries)
        #expect(firstBatches == [entries(1, 0..<4)])
        try scheduler.submit(2, demand())
        let started = scheduler.takeStarted()
        #expect(started == [1, 2])
        let secondBatches = scheduler.batches(1).map(\.entries)
        #expect(secondBatches == [entries(1, 4..<6) + entries(2, 0..<1) + entries(1, 6..<7)])
    }

    @Test func `a step with more rows than the batch takes several batches`() throws {
        var scheduler = BatchScheduler(maximumBatch: 4)
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
        var scheduler = BatchScheduler(maximumBatch: 4)
        for id in UInt64(0)..<3 { try scheduler.submit(id, demand(model: Int(id))) }
        let batches = scheduler.batches(7).map(\.model)
        #expect(batches == [0, 1, 2, 0, 1, 2, 0])
    }

    @Test func `a job is taken only when its rows are free, whatever another model has to do`() throws {
        var scheduler = BatchScheduler(maximumBatch: 4)
        try scheduler.submit(1, demand())
        try scheduler.submit(2, demand())
        #expect(throws: BatchScheduler.Refusal.busy) { try scheduler.submit(3, demand()) }
        try scheduler.submit(4, demand(model: 1))
        for id in [UInt64(1), 2, 4] {
            #expect(throws: BatchScheduler.Refusal.idInUse) { try scheduler.submit(id, demand()) }
        }
        let known = scheduler.remove(2)
        #expect(known)
        let again = scheduler.remove(2)
        #expect(!again)
        try scheduler.submit(3, demand())
        let running = scheduler.runningJobs.map(\.id)
        #expect(running == [1, 4, 3])
    }

    @Test func `the rows that are left shrink with each batch`() throws {
        var scheduler = BatchScheduler(maximumBatch: 4)
        try scheduler.submit(1, demand(pictures: 3, steps: 2))
        var left: [Int] = []
        repeat { left += scheduler.runningJobs.map(\.rowsLeft) } while scheduler.nextBatch() != nil
        #expect(left == [12, 8, 6, 2])
    }
}

extension BatchScheduler {
    /// The next batches, fewer if the work ends.
    fileprivate mutating func batches(_ count: Int) -> [BatchPlan] {
        (0..<count).compactMap { _ in nextBatch() }
    }
}

import TestSupport
import Testing

@testable import DiffusionEngine

/// Random traffic against what must hold of any schedule.
@Suite struct BatchSchedulerPropertyTests {
    private struct Progress {
        let demand: BatchScheduler.Demand
        var step = 0
        var done: Set<Int> = []
        var hasStarted = false
    }

    @Test(arguments: 0..<8)
    func `every picture makes every step once, in bounds and in order`(seed: UInt64) throws {
        var generator = RandomNumbers(seed: seed &+ 0x9E37_79B9_7F4A_7C15)
        func draw(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
        let maximumBatch = draw(2...9)
        var scheduler = BatchScheduler(maximumBatch: maximumBatch)
        var jobs: [UInt64: Progress] = [:]
        var (nextID, refused, finished, cancelled) = (UInt64(0), 0, 0, 0)

        for round in 0..<1500 {
            let isDraining = round >= 700
            if !isDraining, draw(0...2) == 0 {
                let demand = BatchScheduler.Demand(
                    model: draw(0...2), pictures: draw(1...16), rowsPerPicture: draw(1...2), steps: draw(1...6))
                nextID += 1
                do {
                    try scheduler.submit(nextID, demand)
                    jobs[nextID] = Progress(demand: demand)
                } catch {
                    #expect(error == .busy)
                    #expect(jobs.values.contains { $0.demand.model == demand.model }, "refused by an idle model")
                    refused += 1
                }
            }
            if !isDraining, draw(0...9) == 0, let id = jobs.keys.sorted().randomElement(using: &generator) {
                let known = scheduler.remove(id)
                #expect(known)
                jobs[id] = nil
                cancelled += 1
            }
            for id in scheduler.takeStarted() {
                #expect(jobs[id]?.hasStarted == false)
                jobs[id]?.hasStarted = true
            }
            guard let plan = scheduler.nextBatch() else {
                #expect(jobs.values.allSatisfy { !$0.hasStarted })
                continue
            }
            var rows = 0
            for entry in plan.entries {
                let job = try #require(jobs[entry.job])
                #expect(job.hasStarted && job.demand.model == plan.model)
                #expect(entry.picture < job.demand.pictures)
                let isNew = jobs[entry.job]?.done.insert(entry.picture).inserted
                #expect(isNew == true)
                rows += job.demand.rowsPerPicture
            }
            #expect(rows > 0 && rows <= maximumBatch)
            let inBatch = Set(plan.entries.map(\.job))
            let neglected = jobs.filter { $0.value.hasStarted && $0.value.demand.model == plan.model }
                .keys.filter { !inBatch.contains($0) }
            #expect(neglected.isEmpty, "a running job has no row of its model's batch")
            for id in plan.completed {
                #expect(jobs[id]?.done.count == jobs[id]?.demand.pictures)
                jobs[id]?.done = []
                jobs[id]?.step += 1
            }
            for id in plan.finished {
                #expect(jobs[id]?.step == jobs[id]?.demand.steps)
                jobs[id] = nil
                finished += 1
            }
        }
        #expect(jobs.isEmpty, "jobs never ended")
        #expect(finished > 20 && cancelled > 5, "\(finished) finished, \(cancelled) cancelled, \(refused) refused")
        #expect(UInt64(finished + cancelled + refused) == nextID)
    }
}

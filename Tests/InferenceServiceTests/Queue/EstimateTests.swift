import TestSupport
import Testing

@testable import DiffusionEngine
@testable import InferenceService

/// The estimates of waiting jobs under steady load: clients that each submit a job as soon as the one before has ended, the
/// real fair queue, scheduler and forecast, and a clock that only batches move.
@Suite struct EstimateTests {
    private struct Waiting {
        let demand: BatchScheduler.Demand
        let client: Int
        let submitted: Duration
        var foretold: Duration?
    }

    /// What each job that started was told when it was submitted, and how long it waited.
    private static func run(
        clients: Int, batches: Int, draw: (inout RandomNumbers) -> BatchScheduler.Demand
    ) -> [(foretold: Duration, waited: Duration)] {
        var random = RandomNumbers(seed: 11)
        var scheduler = BatchScheduler(maximumBatch: 16)
        var times = StepTimes()
        var queue = FairQueue<Int, Int, BatchScheduler.Demand>()
        var jobs: [Int: Waiting] = [:]
        var now = Duration.zero
        var pairs: [(foretold: Duration, waited: Duration)] = []
        var last = 0

        func start() {
            while let id = queue.first()?.id, let job = jobs[id],
                (try? scheduler.submit(UInt64(id), job.demand)) != nil
            {
                _ = queue.popFirst()
                if let foretold = job.foretold { pairs.append((foretold, now - job.submitted)) }
            }
        }
        func submit(_ client: Int) {
            last += 1
            let demand = draw(&random)
            jobs[last] = Waiting(demand: demand, client: client, submitted: now)
            queue.append(last, client: client, cost: demand.rows, work: demand)
            let order = queue.order(returns: JobRegistry.expectedReturns)
            var forecast = BatchForecast(scheduler, stepTimes: [times])
            let starts = forecast.starts(of: order.map(\.ticket.work), scheduler: scheduler)
            if let place = order.firstIndex(where: { $0.ticket.id == last && !$0.isExpected }) {
                jobs[last]?.foretold = starts[place]
            }
            start()
        }

        for client in 0..<clients { submit(client) }
        var plan = BatchPlan(model: 0)
        for _ in 0..<batches {
            guard scheduler.nextBatch(into: &plan) else { break }
            let rows = plan.entries.reduce(0) { $0 + (jobs[Int($1.job)]?.demand.rowsPerPicture ?? 0) }
            // A tenth of a batch's time is chance.
            let elapsed = Duration.milliseconds(20 + 9 * rows) * Double.random(in: 0.9...1.1, using: &random)
            times.add(elapsed, rows: rows)
            now += elapsed
            start()
            for id in plan.finished { if let job = jobs.removeValue(forKey: Int(id)) { submit(job.client) } }
        }
        return pairs
    }

    private static func isHonest(_ pair: (foretold: Duration, waited: Duration)) -> Bool {
        (pair.foretold / pair.waited - 1).magnitude < 0.3
    }

    @Test(arguments: [20, 64])
    func `equal jobs start when foretold, within 30 percent`(clients: Int) {
        let pairs = Self.run(clients: clients, batches: 2_000) { _ in
            BatchScheduler.Demand(model: 0, pictures: 1, rowsPerPicture: 2, steps: 25)
        }.filter { $0.waited > .seconds(2) }
        #expect(pairs.count > 300)
        let wrong = pairs.filter { !Self.isHonest($0) }
        #expect(wrong.isEmpty, "\(wrong.count) of \(pairs.count), as \(wrong.prefix(3))")
    }

    @Test(arguments: [20, 64])
    func `mixed jobs start when foretold, nearly all within 30 percent`(clients: Int) {
        let pairs = Self.run(clients: clients, batches: 5_000) { random in
            BatchScheduler.Demand(
                model: 0, pictures: [1, 1, 1, 2, 4].randomElement(using: &random) ?? 1, rowsPerPicture: 2,
                steps: Int.random(in: 15...40, using: &random))
        }.filter { $0.waited > .seconds(2) }
        let honest = pairs.count(where: Self.isHonest)
        #expect(pairs.count > 200 && honest * 10 >= pairs.count * 9, "\(honest) of \(pairs.count)")
    }
}

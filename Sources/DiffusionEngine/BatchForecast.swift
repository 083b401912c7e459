/// When waiting jobs will start: the scheduler's rules applied to rates instead of batches, so that a job of a thousand
/// steps costs no more to foresee than one of ten.
///
/// Between two events (a job ends, the next ones start) each running job makes rows at a constant rate: its part of its
/// model's batch, once in a round of all models that have work.
struct BatchForecast {
    private struct Running {
        let demand: BatchScheduler.Demand
        let promise: Int
        var rowsLeft: Double
        var isDone: Bool { rowsLeft < 1e-6 }
    }

    private let maximumBatch: Int
    private let stepTimes: [StepTimes]
    private var running: [Running] = []

    init(_ scheduler: BatchScheduler, stepTimes: [StepTimes]) {
        maximumBatch = scheduler.maximumBatch
        self.stepTimes = stepTimes
        running = scheduler.runningJobs.map {
            Running(demand: $0.demand, promise: scheduler.promise(to: $0.demand), rowsLeft: Double($0.rowsLeft))
        }
    }

    /// The time until each of `waiting`, which start in this order within each model; nil for those that wait for a model
    /// whose speed is not known.
    mutating func starts(of waiting: [BatchScheduler.Demand], scheduler: BatchScheduler) -> [Duration?] {
        var starts = [Duration?](repeating: nil, count: waiting.count)
        var left = Array(waiting.indices)
        var now = Duration.zero
        while true {
            admit(&left, waiting, scheduler) { starts[$0] = now }
            guard !left.isEmpty, let (elapsed, rates) = untilNextEnd() else { return starts }
            now += elapsed
            for index in running.indices { running[index].rowsLeft -= rates[index] * (elapsed / .seconds(1)) }
            running.removeAll(where: \.isDone)
        }
    }

    private mutating func admit(
        _ left: inout [Int], _ waiting: [BatchScheduler.Demand], _ scheduler: BatchScheduler, started: (Int) -> Void
    ) {
        var blocked: Set<Int> = []
        var free: [Int: Int] = [:]
        for job in running { free[job.demand.model, default: maximumBatch] -= job.promise }
        left.removeAll { index in
            let demand = waiting[index]
            guard !blocked.contains(demand.model) else { return false }
            let promise = scheduler.promise(to: demand)
            guard promise <= free[demand.model, default: maximumBatch] else {
                blocked.insert(demand.model)
                return false
            }
            free[demand.model, default: maximumBatch] -= promise
            running.append(Running(demand: demand, promise: promise, rowsLeft: Double(demand.rows)))
            started(index)
            return true
        }
    }

    /// The time to the next end, and each running job's rows a second until then. nil if nothing runs, or nobody knows
    /// how fast.
    private func untilNextEnd() -> (Duration, rates: [Double])? {
        var parts = [Int](repeating: 0, count: running.count)
        var round = Duration.zero
        for (model, jobs) in Dictionary(grouping: running.indices, by: { running[$0].demand.model }) {
            var free = maximumBatch
            for index in jobs {
                parts[index] = min(running[index].promise, free)
                free -= parts[index]
            }
            for index in jobs {
                let demand = running[index].demand
                let more = min(demand.pictures * demand.rowsPerPicture - parts[index], free)
                parts[index] += more
                free -= more
            }
            guard model < stepTimes.count, let time = stepTimes[model].estimate(rows: maximumBatch - free) else {
                return nil
            }
            round += time
        }
        let seconds = round / .seconds(1)
        guard seconds > 0 else { return nil }
        let rates = parts.map { Double($0) / seconds }
        let ends = zip(running, rates).map { $0.rowsLeft / $1 }
        return ends.min().map { (.seconds(max($0, 1e-9)), rates) }
    }
}

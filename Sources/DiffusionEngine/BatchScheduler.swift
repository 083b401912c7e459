/// Decides which pictures' evaluations share the next batch: continuous batching as a pure value.
///
/// Every running job advances all its pictures together, step by step; a step with more rows than the batch has takes
/// several batches. A job is promised some rows of every batch of its model, never more than half of it if it can do with
/// less, and is taken only when that many are free, so that a newcomer joins at the next step even beside a large job. Rows
/// that nobody is promised go to the oldest job with work left. Models take turns.
struct BatchScheduler {
    struct Demand: Equatable {
        let model: Int
        let pictures: Int
        /// Evaluations a picture and step, which stay in one batch: 2 with guidance.
        let rowsPerPicture: Int
        let steps: Int

        /// Evaluations in all.
        var rows: Int { pictures * rowsPerPicture * steps }
    }

    private struct Running {
        let id: UInt64
        let demand: Demand
        let promise: Int
        var step = 0
        /// The first picture that has not made the step yet.
        var picture = 0
        var isAnnounced = false

        var picturesLeft: Int { demand.pictures - picture }
        var rowsLeft: Int {
            ((demand.steps - step) * demand.pictures - picture) * demand.rowsPerPicture
        }
    }

    enum Refusal: Error {
        /// All rows of the model's batches are promised.
        case busy
        case idInUse
    }

    /// Rows in a batch, at least 2.
    let maximumBatch: Int
    private var running: [Running] = []
    private var lastModel = -1

    init(maximumBatch: Int) {
        self.maximumBatch = maximumBatch
    }

    /// In order of submission, with the rows that are still to be evaluated.
    var runningJobs: [(id: UInt64, demand: Demand, rowsLeft: Int)] {
        running.map { ($0.id, $0.demand, $0.rowsLeft) }
    }

    /// Takes a job that runs from the next batch on.
    mutating func submit(_ id: UInt64, _ demand: Demand) throws(Refusal) {
        guard !running.contains(where: { $0.id == id }) else { throw .idInUse }
        let taken = running.reduce(0) { $0 + ($1.demand.model == demand.model ? $1.promise : 0) }
        let promise = promise(to: demand)
        guard taken + promise <= maximumBatch else { throw .busy }
        running.append(Running(id: id, demand: demand, promise: promise))
    }

    /// Forgets a job; false if it is not known, or has been in its last batch.
    mutating func remove(_ id: UInt64) -> Bool {
        let before = running.count
        running.removeAll { $0.id == id }
        return running.count < before
    }

    /// The jobs that were taken since the last call, in order of submission.
    mutating func takeStarted() -> [UInt64] {
        var started: [UInt64] = []
        for index in running.indices where !running[index].isAnnounced {
            running[index].isAnnounced = true
            started.append(running[index].id)
        }
        return started
    }

    /// Puts the next batch into `plan`, in the memory that it has, and takes it for done; false if there is nothing to do.
    mutating func nextBatch(into plan: inout BatchPlan) -> Bool {
        guard let model = nextModel() else { return false }
        lastModel = model
        plan.clear(model: model)
        var free = maximumBatch
        for index in running.indices where running[index].demand.model == model {
            free -= take(index, rows: min(running[index].promise, free), into: &plan)
        }
        for index in running.indices where running[index].demand.model == model {
            free -= take(index, rows: free, into: &plan)
        }
        for index in running.indices where running[index].demand.model == model && running[index].picturesLeft == 0 {
            running[index].picture = 0
            running[index].step += 1
            plan.completed.append(running[index].id)
            if running[index].rowsLeft == 0 { plan.finished.append(running[index].id) }
        }
        if !plan.finished.isEmpty { running.removeAll { $0.rowsLeft == 0 } }
        return true
    }

    /// Puts as many of a job's pictures into the plan as fit into `rows`; gives the rows used.
    private mutating func take(_ index: Int, rows: Int, into plan: inout BatchPlan) -> Int {
        let job = running[index]
        let pictures = min(rows / job.demand.rowsPerPicture, job.picturesLeft)
        for picture in job.picture..<job.picture + pictures {
            plan.entries.append(BatchPlan.Entry(job: job.id, picture: picture))
        }
        running[index].picture += pictures
        return pictures * job.demand.rowsPerPicture
    }

    /// The model after the last one, in a circle, that has work.
    private func nextModel() -> Int? {
        var (next, first): (Int?, Int?)
        for job in running {
            let model = job.demand.model
            first = min(first ?? model, model)
            if model > lastModel { next = min(next ?? model, model) }
        }
        return next ?? first
    }

    /// The rows of every batch that a job can count on.
    func promise(to demand: Demand) -> Int {
        let half = maximumBatch / 2 / demand.rowsPerPicture * demand.rowsPerPicture
        return min(demand.pictures * demand.rowsPerPicture, max(half, demand.rowsPerPicture))
    }
}

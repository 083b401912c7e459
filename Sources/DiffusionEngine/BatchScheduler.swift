/// Decides which pictures' evaluations share the next batch, and which jobs wait: continuous batching as a pure value.
///
/// Every running job advances all its pictures together, step by step; a step with more rows than the batch has takes
/// several batches. A job is promised some rows of every batch of its model, never more than half of it if it can do with
/// less, and runs as soon as that many are free, so that a newcomer joins at the next step even beside a large job. Rows
/// that nobody is promised go to the oldest job with work left. Models take turns.
struct BatchScheduler {
    struct Demand: Equatable {
        let model: Int
        let pictures: Int
        /// Evaluations a picture and step, which stay in one batch: 2 with guidance.
        let rowsPerPicture: Int
        let steps: Int
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

    private struct Waiting {
        let id: UInt64
        let demand: Demand
        var announcedPosition: Int?
    }

    /// News for a job's viewers.
    enum Notice: Equatable {
        case started(UInt64)
        /// Position from 1, and the rows of each model that come first.
        case queued(UInt64, position: Int, rowsAhead: [Int: Int])
    }

    enum Refusal: Error {
        case busy, idInUse
    }

    /// Rows in a batch, at least 2.
    let maximumBatch: Int
    let maximumQueue: Int
    private var running: [Running] = []
    private var waiting: [Waiting] = []
    private var lastModel = -1

    init(maximumBatch: Int, maximumQueue: Int) {
        self.maximumBatch = maximumBatch
        self.maximumQueue = maximumQueue
    }

    var waitingCount: Int { waiting.count }

    /// Takes a job: it runs from the next batch on, or waits.
    mutating func submit(_ id: UInt64, _ demand: Demand) throws(Refusal) {
        guard !running.contains(where: { $0.id == id }), !waiting.contains(where: { $0.id == id }) else {
            throw .idInUse
        }
        waiting.append(Waiting(id: id, demand: demand))
        admit()
        guard waiting.count <= maximumQueue else {
            waiting.removeLast()
            throw .busy
        }
    }

    /// Forgets a job; false if it is not known, or has been in its last batch.
    mutating func remove(_ id: UInt64) -> Bool {
        let before = running.count + waiting.count
        running.removeAll { $0.id == id }
        waiting.removeAll { $0.id == id }
        admit()
        return running.count + waiting.count < before
    }

    /// What has changed for the jobs since the last call, in order of submission.
    mutating func takeNotices() -> [Notice] {
        var notices: [Notice] = []
        for index in running.indices where !running[index].isAnnounced {
            running[index].isAnnounced = true
            notices.append(.started(running[index].id))
        }
        var rowsAhead: [Int: Int] = [:]
        for job in running {
            rowsAhead[job.demand.model, default: 0] += job.rowsLeft
        }
        for (index, job) in waiting.enumerated() {
            if job.announcedPosition != index + 1 {
                waiting[index].announcedPosition = index + 1
                notices.append(.queued(job.id, position: index + 1, rowsAhead: rowsAhead))
            }
            rowsAhead[job.demand.model, default: 0] +=
                job.demand.rowsPerPicture * job.demand.pictures * job.demand.steps
        }
        return notices
    }

    /// The next batch, taken for done; nil if there is nothing to do.
    mutating func nextBatch() -> BatchPlan? {
        guard let model = nextModel() else { return nil }
        lastModel = model
        var plan = BatchPlan(model: model)
        let jobs = running.indices.filter { running[$0].demand.model == model }
        var free = maximumBatch
        for index in jobs {
            free -= take(index, rows: min(running[index].promise, free), into: &plan)
        }
        for index in jobs {
            free -= take(index, rows: free, into: &plan)
        }
        for index in jobs where running[index].picturesLeft == 0 {
            running[index].picture = 0
            running[index].step += 1
            plan.completed.append(running[index].id)
        }
        plan.finished = jobs.filter { running[$0].rowsLeft == 0 }.map { running[$0].id }
        running.removeAll { $0.rowsLeft == 0 }
        admit()
        return plan
    }

    /// Puts as many of a job's pictures into the plan as fit into `rows`; gives the rows used.
    private mutating func take(_ index: Int, rows: Int, into plan: inout BatchPlan) -> Int {
        let job = running[index]
        let pictures = min(rows / job.demand.rowsPerPicture, job.picturesLeft)
        plan.entries += (0..<pictures).map { BatchPlan.Entry(job: job.id, picture: job.picture + $0) }
        running[index].picture += pictures
        return pictures * job.demand.rowsPerPicture
    }

    /// The model after the last one, in a circle, that has work.
    private func nextModel() -> Int? {
        let models = Set(running.map(\.demand.model))
        return models.filter { $0 > lastModel }.min() ?? models.min()
    }

    /// Starts waiting jobs, in order within each model, as long as the rows promised to all fit into one batch.
    private mutating func admit() {
        var blocked: Set<Int> = []
        var stillWaiting: [Waiting] = []
        for job in waiting {
            let model = job.demand.model
            let taken = running.reduce(0) { $0 + ($1.demand.model == model ? $1.promise : 0) }
            let promise = promise(to: job.demand)
            if blocked.contains(model) || taken + promise > maximumBatch {
                blocked.insert(model)
                stillWaiting.append(job)
            } else {
                running.append(Running(id: job.id, demand: job.demand, promise: promise))
            }
        }
        waiting = stillWaiting
    }

    private func promise(to demand: Demand) -> Int {
        let half = maximumBatch / 2 / demand.rowsPerPicture * demand.rowsPerPicture
        return min(demand.pictures * demand.rowsPerPicture, max(half, demand.rowsPerPicture))
    }
}

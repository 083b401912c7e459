import DiffusionEngine
import WireProtocol

/// The jobs that are known, who waits, and who may start: what the service decides, as a value.
struct JobRegistry {
    /// What a job takes, besides what it is.
    struct Load {
        let generation: GenerationRequest
        /// nil for a job that nobody submits, which goes on from no draft.
        let draftKey: DraftCache.Key?
        /// Evaluations times pixels, for fairness.
        let cost: Int

        init(generation: GenerationRequest, draftKey: DraftCache.Key?, cost: Int) {
            self.generation = generation
            self.draftKey = draftKey
            self.cost = cost
        }

        init(_ plan: JobPlanner.Plan, _ recipe: JobRecipe) {
            self.init(
                generation: plan.generation, draftKey: DraftCache.Key(recipe, model: plan.model), cost: plan.cost)
        }
    }

    private var jobs: [JobID: Job] = [:]
    private var byKey: [IdempotencyKey: JobID] = [:]
    /// Of the jobs that wait or run.
    private var pixels: [JobID: Int] = [:]
    private var queues: [String: FairQueue<JobID, String, Load>] = [:]
    private var usage: [String: Quotas.Usage] = [:]
    /// Promised or about to be, and not in a queue yet.
    private var arriving: Set<JobID> = []
    private var running: Set<JobID> = []
    private var lastEngineID: UInt64 = 0
    /// No job is taken or started any more.
    var isDraining = false

    let quotas: Quotas

    init(quotas: Quotas) {
        self.quotas = quotas
    }

    subscript(id: JobID) -> Job? { jobs[id] }

    subscript(key: IdempotencyKey) -> Job? { byKey[key].flatMap { jobs[$0] } }

    var all: some Collection<Job> { jobs.values }

    /// Jobs that wait for their turn.
    var queuedCount: Int { queues.values.reduce(arriving.count) { $0 + $1.count } }

    var runningCount: Int { running.count }

    /// Why this client cannot have another job; nil if it can.
    func refusal(of pixels: Int, client: String, wait: Duration?) -> String? {
        quotas.refusal(of: pixels, usage: usage[client] ?? Quotas.Usage(), totalQueued: queuedCount, wait: wait)
    }

    /// Makes a job of a promise. It counts as waiting from now on.
    mutating func add(_ accepted: AcceptedJob, pixels: Int) -> Job {
        let job = remember(accepted)
        admit(job, pixels: pixels)
        return job
    }

    /// The job, which is known, is to be made, or made again.
    mutating func admit(_ job: Job, pixels: Int) {
        arriving.insert(job.id)
        self.pixels[job.id] = pixels
        usage[job.accepted.client, default: Quotas.Usage()].queued += 1
        usage[job.accepted.client]?.pixels += pixels
    }

    /// A job that has ended, or ends at once.
    mutating func remember(_ accepted: AcceptedJob) -> Job {
        lastEngineID += 1
        let job = Job(accepted, engineID: lastEngineID)
        jobs[job.id] = job
        byKey[accepted.request.idempotencyKey] = job.id
        return job
    }

    /// The job, which was added, waits for its turn.
    mutating func enqueue(_ job: Job, _ load: Load) {
        guard arriving.remove(job.id) != nil else { return }
        queues[job.recipe.model, default: FairQueue()]
            .append(job.id, client: job.accepted.client, cost: load.cost, work: load)
    }

    /// The next job to start of each model that is not `blocked`, taken from its queue.
    mutating func next(blocked: Set<String>) -> (job: Job, load: Load)? {
        guard !isDraining else { return nil }
        for model in queues.keys.sorted() where !blocked.contains(model) {
            let ticket = queues[model]?.first { [usage, quotas] in (usage[$0]?.running ?? 0) < quotas.runningPerClient }
            if let ticket, let job = jobs[ticket.id] { return (job, ticket.work) }
        }
        return nil
    }

    /// The job that ``next(blocked:)`` gave has started.
    mutating func started(_ job: Job) {
        let (model, client) = (job.recipe.model, job.accepted.client)
        _ = queues[model]?.popFirst { [usage, quotas] in (usage[$0]?.running ?? 0) < quotas.runningPerClient }
        usage[client]?.queued -= 1
        usage[client]?.running += 1
        running.insert(job.id)
    }

    /// Takes a job out of the queue, or out of the batch. False if it is in neither.
    @discardableResult
    mutating func remove(_ job: Job) -> Bool {
        let client = job.accepted.client
        if running.remove(job.id) != nil {
            usage[client]?.running -= 1
        } else if arriving.remove(job.id) != nil || queues[job.recipe.model]?.remove(job.id) == true {
            usage[client]?.queued -= 1
        } else {
            return false
        }
        usage[client]?.pixels -= pixels.removeValue(forKey: job.id) ?? 0
        if usage[client]?.isNothing == true { usage[client] = nil }
        return true
    }

    /// The job waits, and is not about to start.
    func isQueued(_ job: Job) -> Bool { queues[job.recipe.model]?.contains(job.id) == true }

    @discardableResult
    mutating func forget(_ id: JobID) -> Job? {
        guard let job = jobs.removeValue(forKey: id) else { return nil }
        if byKey[job.accepted.request.idempotencyKey] == id { byKey[job.accepted.request.idempotencyKey] = nil }
        return job
    }

    /// Jobs that a client is taken to bring yet, one after another, when it has none waiting any more.
    static let expectedReturns = 4

    /// What waits for each model in the order of its start, and what is expected to come among it, which is no job yet.
    var lines: [[(job: Job?, load: Load)]] {
        queues.values.map { queue in
            queue.order(returns: Self.expectedReturns).map {
                ($0.isExpected ? nil : jobs[$0.ticket.id], $0.ticket.work)
            }
        }
    }

    /// What starts before a job that this client would submit now, and that job.
    func line(to load: Load, client: String) -> [Load] {
        var queue = queues[load.generation.model] ?? FairQueue()
        let id = JobID.random()
        queue.append(id, client: client, cost: load.cost, work: load)
        let order = queue.order(returns: Self.expectedReturns)
        let place = order.firstIndex { $0.ticket.id == id && !$0.isExpected } ?? order.endIndex - 1
        return order[...place].map(\.ticket.work)
    }
}

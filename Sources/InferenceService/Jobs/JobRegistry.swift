import DiffusionEngine
import WireProtocol

/// The jobs that are known, who waits, and who may start: what the service decides, as a value.
struct JobRegistry {
    /// What a job takes, besides what it is.
    struct Load {
        let generation: GenerationRequest
        let draftKey: DraftCache.Key
        /// Evaluations times pixels, for fairness.
        let cost: Int
    }

    private var jobs: [JobID: Job] = [:]
    private var byKey: [IdempotencyKey: JobID] = [:]
    private var loads: [JobID: Load] = [:]
    /// Of the jobs that wait or run.
    private var pixels: [JobID: Int] = [:]
    private var queues: [String: FairQueue<JobID, String>] = [:]
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
        loads[job.id] = load
        queues[job.recipe.model, default: FairQueue()].append(job.id, client: job.accepted.client, cost: load.cost)
    }

    /// The next job to start of each model that is not `blocked`, taken from its queue.
    mutating func next(blocked: Set<String>) -> (job: Job, load: Load)? {
        guard !isDraining else { return nil }
        for model in queues.keys.sorted() where !blocked.contains(model) {
            let id = queues[model]?.first { [usage, quotas] in (usage[$0]?.running ?? 0) < quotas.runningPerClient }
            if let id, let job = jobs[id], let load = loads[id] { return (job, load) }
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
        loads[job.id] = nil
        if usage[client]?.isNothing == true { usage[client] = nil }
        return true
    }

    /// The job waits, and is not about to start.
    func isQueued(_ job: Job) -> Bool { queues[job.recipe.model]?.contains(job.id) == true }

    mutating func forget(_ id: JobID) {
        guard let job = jobs.removeValue(forKey: id) else { return }
        if byKey[job.accepted.request.idempotencyKey] == id { byKey[job.accepted.request.idempotencyKey] = nil }
    }

    /// What waits for each model, in the order of its start if nothing else comes.
    var lines: [[(job: Job, load: Load)]] {
        queues.values.map { queue in
            queue.order.compactMap { id in
                guard let job = jobs[id], let load = loads[id] else { return nil }
                return (job, load)
            }
        }
    }
}

import WireProtocol

/// The jobs that have not ended, by id and by idempotency key.
struct JobRegistry {
    private var byID: [JobID: Job] = [:]
    private var byKey: [IdempotencyKey: JobID] = [:]
    private var keys: [JobID: IdempotencyKey] = [:]
    private var nextEngineID: UInt64 = 0

    var jobs: [Job] { Array(byID.values) }

    subscript(id: JobID) -> Job? { byID[id] }

    /// The running job that was submitted with this key, or a new one.
    mutating func job(for key: IdempotencyKey, _ recipe: JobRecipe) -> (job: Job, isNew: Bool) {
        if let id = byKey[key], let job = byID[id] { return (job, false) }
        nextEngineID += 1
        let job = Job(id: .random(), engineID: nextEngineID, recipe: recipe)
        byID[job.id] = job
        byKey[key] = job.id
        keys[job.id] = key
        return (job, true)
    }

    mutating func forget(_ job: Job) {
        byID[job.id] = nil
        if let key = keys.removeValue(forKey: job.id) { byKey[key] = nil }
    }
}

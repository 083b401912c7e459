import Dispatch
import DurableFiles
import ImageCoding
import Synchronization
import WireProtocol

/// The jobs on the disk: a journal of promises and ends, and the pictures of those that finished.
///
/// Work is done on a queue of the store's own, for the disk may take its time. What comes while a sync is under way goes
/// to the disk together, with one sync (group commit).
final class JobStore: Sendable {
    /// What was found at the start.
    struct Recovery {
        /// In the order in which they were accepted.
        var jobs: [JobLedger.Entry] = []
        /// Sentences for the log.
        var findings: [String] = []
    }

    private struct Core {
        var journal: Journal
        let results: ResultStore
        /// nil when the store is closed.
        var lock: FolderLock?
    }

    private enum Work {
        case accept(AcceptedJob)
        case end(JobID, EndedJob.Outcome, [Picture], time: UInt64)
        case reopen(JobID)
    }
    private struct Request {
        let work: Work
        let done: CheckedContinuation<Result<EndedJob?, StorageError>, Never>
    }

    private let retention: Retention
    private let queue = DispatchQueue(label: "reverie.job-store")
    private let requests = Mutex<[Request]>([])
    /// Held only by the queue, so nobody waits for it.
    private let core: Mutex<Core>

    private init(core: consuming sending Core, retention: Retention) {
        self.core = Mutex(core)
        self.retention = retention
    }

    /// Opens the folder, which is made if need be, for this process alone.
    static func open(
        folder: String, retention: Retention, files: any FileOperations = SystemFiles(ownerOnly: true)
    ) throws(StorageError) -> (store: JobStore, recovery: Recovery) {
        try StorageError.wrapping { () throws(FileError) in try files.makeDirectory(folder) }
        let lock = try StorageError.locking(folder)
        var journal = try Journal(folder: folder, files: files)
        var recovery = Recovery(findings: journal.findings.map { $0.sentence(folder: folder) })
        let results = ResultStore(folder: folder + "/results", files: files)
        let names = try StorageError.wrapping { () throws(FileError) in
            try results.prepare()
            return Set(try files.list(results.folder))
        }
        let lost = journal.ledger.all.filter { $0.hasResult && !names.contains("\($0.accepted.id)") }
        recovery.findings += lost.map { "The pictures of job \($0.accepted.id) are gone: they will be made again." }
        try journal.reopen(lost.map(\.accepted.id))
        let kept = Set(journal.ledger.all.filter(\.hasResult).map(\.accepted.id))
        try StorageError.wrapping { () throws(FileError) in try results.tidy(keeping: kept) }
        recovery.jobs = journal.ledger.all
        return (JobStore(core: Core(journal: journal, results: results, lock: lock), retention: retention), recovery)
    }

    /// Returns when the promise is on the disk.
    func accept(_ job: AcceptedJob) async throws(StorageError) {
        _ = try await perform(.accept(job))
    }

    /// Returns when the pictures and, after them, the end are on the disk.
    func end(
        _ id: JobID, _ outcome: EndedJob.Outcome, pictures: [Picture], time: UInt64
    ) async throws(StorageError) -> EndedJob? {
        try await perform(.end(id, outcome, pictures, time: time))
    }

    /// Forgets that a job has ended: its pictures cannot be read and have to be made again.
    func reopen(_ id: JobID) async throws(StorageError) {
        _ = try await perform(.reopen(id))
    }

    /// nil when they are not there, or not whole.
    func pictures(of id: JobID) async throws(StorageError) -> [Picture]? {
        try await onQueue { core throws(StorageError) in
            try StorageError.wrapping { () throws(FileError) in try core.results.read(id) }
        }
    }

    /// Gives up the jobs that the retention no longer covers.
    ///
    /// - Parameter now: milliseconds since 1970.
    /// - Returns: those that are given up.
    func sweep(now: UInt64) async throws(StorageError) -> [JobID] {
        try await onQueue { [retention] core throws(StorageError) in
            let expired = retention.expired(core.journal.ledger.ended, now: now)
            guard !expired.isEmpty else { return [] }
            try core.journal.append(expired.map(JournalRecord.evicted))
            // A file that cannot be removed now is removed at the next start.
            try? core.results.remove(expired)
            return expired
        }
    }

    /// Takes nothing more, and lets another process have the folder. What was asked for before is done first.
    func close() async {
        _ = try? await onQueue { core throws(StorageError) in core.lock = nil }
    }

    private func onQueue<Value: Sendable>(
        _ body: @escaping @Sendable (inout Core) throws(StorageError) -> Value
    ) async throws(StorageError) -> Value {
        let result = await withCheckedContinuation { done in
            queue.async { [self] in
                done.resume(
                    returning: core.withLock { core in
                        Result { () throws(StorageError) in
                            guard core.lock != nil else { throw .closed }
                            return try body(&core)
                        }
                    })
            }
        }
        return try result.get()
    }

    private func perform(_ work: Work) async throws(StorageError) -> EndedJob? {
        let result = await withCheckedContinuation { done in
            let isFirst = requests.withLock { requests in
                requests.append(Request(work: work, done: done))
                return requests.count == 1
            }
            if isFirst { queue.async { [self] in commit() } }
        }
        return try result.get()
    }

    /// Everything that waits, with one sync of the journal.
    private func commit() {
        let requests = requests.withLock { requests in
            defer { requests = [] }
            return requests
        }
        core.withLock { core in
            guard core.lock != nil else {
                for request in requests { request.done.resume(returning: .failure(.closed)) }
                return
            }
            var records: [JournalRecord] = []
            var reopened: [JobID] = []
            let results = requests.map { request -> Result<EndedJob?, StorageError> in
                switch request.work {
                case .accept(let job):
                    records.append(.accepted(job))
                    return .success(nil)
                case .reopen(let id):
                    reopened.append(id)
                    return .success(nil)
                case .end(let id, let outcome, let pictures, let time):
                    do throws(FileError) {
                        let bytes = pictures.isEmpty ? 0 : try core.results.write(pictures, id)
                        let ended = EndedJob(
                            id: id, outcome: outcome, resultBytes: UInt32(clamping: bytes), time: time)
                        records.append(.ended(ended))
                        return .success(ended)
                    } catch {
                        return .failure(.file(error))
                    }
                }
            }
            var failure: StorageError?
            do throws(StorageError) {
                if !records.isEmpty { try core.journal.append(records) }
                try core.journal.reopen(reopened)
            } catch {
                failure = error
            }
            for (request, result) in zip(requests, results) {
                request.done.resume(returning: failure.map(Result.failure) ?? result)
            }
        }
    }
}

extension JobLedger.Entry {
    /// Whether its pictures lie in the result store.
    var hasResult: Bool { (ended?.resultBytes ?? 0) > 0 }
}

extension Journal.Finding {
    fileprivate func sentence(folder: String) -> String {
        switch self {
        case .torn(let bytes):
            "The journal in \(folder) ends in \(bytes) bytes of a record that was being written when the server stopped; "
                + "they are cut off. No job was promised by them."
        case .damaged(let bytes, let name):
            "The journal in \(folder) is damaged: \(bytes) bytes of it cannot be read. The jobs in the rest of it are here; "
                + "the damaged file is kept as \(folder)/\(name)."
        }
    }
}

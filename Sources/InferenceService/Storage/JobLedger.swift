import WireProtocol

/// What the journal's records add up to: the jobs that are promised, and those that have ended and are still known.
struct JobLedger: Equatable {
    struct Entry: Equatable {
        let accepted: AcceptedJob
        var ended: EndedJob?
        fileprivate let number: Int
    }

    private var entries: [JobID: Entry] = [:]
    private var nextNumber = 0

    subscript(id: JobID) -> Entry? { entries[id] }

    var count: Int { entries.count }

    /// A record that says what is known already, or speaks of a job that is not known, changes nothing.
    mutating func apply(_ record: JournalRecord) {
        switch record {
        case .accepted(let job):
            guard entries[job.id] == nil else { return }
            entries[job.id] = Entry(accepted: job, ended: nil, number: nextNumber)
            nextNumber += 1
        case .ended(let job):
            guard entries[job.id]?.ended == nil else { return }
            entries[job.id]?.ended = job
        case .evicted(let id):
            entries[id] = nil
        }
    }

    /// The job has to be made again: its result is not there.
    mutating func reopen(_ id: JobID) {
        entries[id]?.ended = nil
    }

    /// In no order.
    var ended: some Sequence<EndedJob> { entries.values.lazy.compactMap(\.ended) }

    /// In the order in which they were accepted.
    var all: [Entry] { entries.values.sorted { $0.number < $1.number } }

    /// The fewest records that add up to this.
    var records: [JournalRecord] {
        all.flatMap { entry in
            [.accepted(entry.accepted)] + (entry.ended.map { [.ended($0)] } ?? [])
        }
    }
}

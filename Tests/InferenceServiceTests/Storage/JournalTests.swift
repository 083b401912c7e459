import DurableFiles
import TestSupport
import Testing

@testable import InferenceService

@Suite struct JournalTests {
    private func reopened(_ folder: TemporaryFolder) throws -> Journal {
        try Journal(folder: folder.path, files: SystemFiles())
    }

    private func bytes(_ folder: TemporaryFolder) throws -> [UInt8] {
        try SystemFiles().read(folder.file("journal"))
    }

    private func write(_ bytes: [UInt8], _ folder: TemporaryFolder) throws {
        try SystemFiles().remove(folder.file("journal"))
        try SystemFiles().writeSynced(bytes, to: folder.file("journal"))
    }

    @Test func itKnowsItsJobsAfterARestart() throws {
        let folder = try TemporaryFolder()
        var journal = try reopened(folder)
        try journal.append((1...4).map { .accepted(Samples.accepted($0)) })
        try journal.append([.ended(Samples.ended(2)), .ended(Samples.ended(3)), .evicted(Samples.id(3))])
        let again = try reopened(folder)
        #expect(again.ledger == journal.ledger && again.findings.isEmpty)
        #expect(again.ledger.all.map(\.accepted.id) == [1, 2, 4].map(Samples.id))
        #expect(again.ledger[Samples.id(2)]?.ended == Samples.ended(2))
    }

    @Test func aTornEndIsCutOffAndSaid() throws {
        let folder = try TemporaryFolder()
        var journal = try reopened(folder)
        try journal.append([.accepted(Samples.accepted(1))])
        let whole = try bytes(folder)
        try journal.append([.accepted(Samples.accepted(2))])
        try write(Array(try bytes(folder).dropLast(5)), folder)
        var again = try reopened(folder)
        #expect(again.findings.count == 1 && again.ledger.all.map(\.accepted.id) == [Samples.id(1)])
        #expect(try bytes(folder) == whole)
        try again.append([.accepted(Samples.accepted(3))])
        #expect(try reopened(folder).ledger.count == 2)
    }

    @Test func damageIsSaidTheRestIsReadAndTheFileIsKept() throws {
        let folder = try TemporaryFolder()
        var journal = try reopened(folder)
        for number in 1...3 { try journal.append([.accepted(Samples.accepted(number))]) }
        for round in 1...2 {
            var damaged = try bytes(folder)
            damaged[JournalFile.header.count + 40] ^= 4
            try write(damaged, folder)
            let again = try reopened(folder)
            let size = try JournalFile.encode([.accepted(Samples.accepted(round))]).count
            #expect(again.findings == [.damaged(bytes: size, keptAs: "journal.damaged-\(round)")])
            #expect(again.ledger.count == 3 - round)
            #expect(try SystemFiles().read(folder.file("journal.damaged-\(round)")) == damaged)
        }
    }

    @Test func aForeignFileIsLeftAlone() throws {
        let folder = try TemporaryFolder()
        try write(Array("reverie jobs 9\nof the future".utf8), folder)
        #expect(throws: StorageError.foreignJournal(path: folder.file("journal"))) { try reopened(folder) }
        #expect(try bytes(folder) == Array("reverie jobs 9\nof the future".utf8))
    }

    @Test func itStaysSmallHoweverManyJobsCome() throws {
        let folder = try TemporaryFolder()
        var journal = try reopened(folder)
        try journal.append([.accepted(Samples.accepted(0))])
        var largest = 0
        for round in 1...60 {
            let jobs = round * 100..<round * 100 + 100
            try journal.append(jobs.map { .accepted(Samples.accepted($0)) })
            try journal.append(jobs.map { .evicted(Samples.id($0)) })
            largest = max(largest, try bytes(folder).count)
        }
        #expect(largest < 600_000)
        #expect(try reopened(folder).ledger.all.map(\.accepted.id) == [Samples.id(0)])
    }

    /// Whatever change fails, and however: what was confirmed is there after a restart.
    @Test(arguments: FaultyFiles.Fault.allCases, 0..<24)
    func faultsLoseNothing(fault: FaultyFiles.Fault, failing: Int) throws {
        let folder = try TemporaryFolder()
        var model = JobLedger()
        var uncertain = JobLedger()
        func attempt(_ journal: inout Journal, _ records: [JournalRecord]) {
            for record in records { uncertain.apply(record) }
            guard (try? journal.append(records)) != nil else { return }
            for record in records { model.apply(record) }
        }
        if var journal = try? Journal(folder: folder.path, files: FaultyFiles(fault, at: failing)) {
            for number in 1...5 { attempt(&journal, [.accepted(Samples.accepted(number))]) }
            attempt(&journal, [.ended(Samples.ended(1)), .ended(Samples.ended(2))])
            attempt(&journal, [.evicted(Samples.id(1))])
            attempt(&journal, [.accepted(Samples.accepted(6)), .accepted(Samples.accepted(7))])
        }
        var again = try reopened(folder)
        for entry in model.all where entry.accepted.id != Samples.id(1) {
            let found = try #require(again.ledger[entry.accepted.id])
            #expect(found.accepted == entry.accepted && (entry.ended == nil || found.ended == entry.ended))
        }
        for entry in again.ledger.all {
            #expect(uncertain[entry.accepted.id] != nil || entry.accepted.id == Samples.id(1))
        }
        #expect(again.findings.allSatisfy { if case .torn = $0 { true } else { false } })
        try again.append([.accepted(Samples.accepted(8))])
        #expect(try reopened(folder).ledger == again.ledger)
    }
}

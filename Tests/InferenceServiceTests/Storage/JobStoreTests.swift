import DurableFiles
import ImageCoding
import TestSupport
import Testing
import WireProtocol

@testable import InferenceService

@Suite struct JobStoreTests {
    /// A store that was let go holds its folder a moment longer, while its queue ends what it was doing.
    private func open(
        _ folder: TemporaryFolder, retention: Retention = Retention(), files: any FileOperations = SystemFiles()
    ) async throws -> (store: JobStore, recovery: JobStore.Recovery) {
        let deadline = ContinuousClock.now + .seconds(60)
        while true {
            do throws(StorageError) {
                return try JobStore.open(folder: folder.path, retention: retention, files: files)
            } catch {
                guard case .folderInUse = error, ContinuousClock.now < deadline else { throw error }
                try await Task.sleep(for: .milliseconds(2))
            }
        }
    }

    private func finish(_ number: Int, _ store: JobStore, time: UInt64 = 0) async throws {
        _ = try await store.end(
            Samples.id(number), Samples.finished, pictures: Samples.pictures(number), time: time)
    }

    @Test func picturesAreThereAfterARestart() async throws {
        let folder = try TemporaryFolder()
        do {
            let (store, recovery) = try await open(folder)
            #expect(recovery.jobs.isEmpty && recovery.findings.isEmpty)
            for number in 1...3 { try await store.accept(Samples.accepted(number)) }
            try await finish(2, store)
        }
        let (store, recovery) = try await open(folder)
        #expect(recovery.jobs.map(\.accepted) == (1...3).map { Samples.accepted($0) })
        #expect(recovery.jobs.map { $0.ended != nil } == [false, true, false])
        #expect(try await store.pictures(of: Samples.id(2)) == Samples.pictures(2))
        #expect(try await store.pictures(of: Samples.id(1)) == nil)
    }

    @Test func manyAtOnceShareSyncsAndNoneIsLost() async throws {
        let folder = try TemporaryFolder()
        let files = FaultyFiles(.refused, at: .max)
        do {
            let (store, _) = try await open(folder, files: files)
            let before = files.changeCount
            try await withThrowingTaskGroup { group in
                for number in 0..<200 { group.addTask { try await store.accept(Samples.accepted(number)) } }
                try await group.waitForAll()
            }
            // An append and a sync each would be 400.
            #expect(files.changeCount - before < 400)
        }
        #expect(try await open(folder).recovery.jobs.count == 200)
    }

    @Test func goneAndUnlistedPicturesAreMadeAgain() async throws {
        let folder = try TemporaryFolder()
        do {
            let (store, _) = try await open(folder)
            for number in 1...2 { try await store.accept(Samples.accepted(number)) }
            try await finish(1, store)
        }
        try SystemFiles().remove(folder.file("results/\(Samples.id(1))"))
        // The process ended between the pictures of job 2 and its line in the journal.
        try SystemFiles().writeSynced([1], to: folder.file("results/\(Samples.id(2))"))
        let (_, recovery) = try await open(folder)
        #expect(recovery.jobs.map(\.ended) == [nil, nil])
        #expect(recovery.findings.count == 1 && recovery.findings[0].contains("\(Samples.id(1))"))
        #expect(try SystemFiles().list(folder.file("results")).isEmpty)
    }

    @Test func damagedPicturesAreNotHandedOut() async throws {
        let folder = try TemporaryFolder()
        let (store, _) = try await open(folder)
        try await store.accept(Samples.accepted(1))
        try await finish(1, store)
        let path = folder.file("results/\(Samples.id(1))")
        let whole = try SystemFiles().read(path)
        for damaged in [Array(whole.dropLast()), whole + [0], [], whole.map { $0 ^ 1 }, whole.dropLast() + [7]] {
            try SystemFiles().remove(path)
            try SystemFiles().writeSynced(damaged, to: path)
            #expect(try await store.pictures(of: Samples.id(1)) == nil)
        }
        try await store.reopen(Samples.id(1))
        try await finish(1, store)
        #expect(try await store.pictures(of: Samples.id(1)) == Samples.pictures(1))
    }

    @Test func whatTheRetentionDoesNotCoverIsForgotten() async throws {
        let folder = try TemporaryFolder()
        let retention = Retention(age: .seconds(10))
        do {
            let (store, _) = try await open(folder, retention: retention)
            for number in 1...3 { try await store.accept(Samples.accepted(number)) }
            for number in 1...2 { try await finish(number, store, time: UInt64(number) * 1000) }
            #expect(try await store.sweep(now: 5000).isEmpty)
            #expect(try await store.sweep(now: 11_500) == [Samples.id(1)])
            #expect(try await store.pictures(of: Samples.id(1)) == nil)
        }
        #expect(try await open(folder).recovery.jobs.map(\.accepted.id) == [Samples.id(2), Samples.id(3)])
    }

    @Test func aSecondServerOnTheFolderIsRefused() throws {
        let folder = try TemporaryFolder()
        let first = try JobStore.open(folder: folder.path, retention: Retention())
        #expect(throws: StorageError.folderInUse(folder: folder.path)) {
            try JobStore.open(folder: folder.path, retention: Retention())
        }
        withExtendedLifetime(first) {}
    }

    @Test func aFolderThatCannotBeMadeIsToldPlainly() throws {
        let folder = try TemporaryFolder()
        try SystemFiles().writeSynced([], to: folder.file("file"))
        let error = #expect(throws: StorageError.self) {
            try JobStore.open(folder: folder.file("file/below"), retention: Retention())
        }
        #expect(error?.description.contains("Not a directory") == true)
    }

    /// Whatever change fails, and however: every promised job is there after a restart, and every one that ended has its
    /// pictures.
    @Test(arguments: FaultyFiles.Fault.allCases, 0..<32)
    func faultsLoseNothing(fault: FaultyFiles.Fault, failing: Int) async throws {
        let folder = try TemporaryFolder()
        var promised: Set<JobID> = []
        var ended: Set<JobID> = []
        if let (store, _) = try? await open(folder, files: FaultyFiles(fault, at: failing)) {
            for number in 1...4 {
                guard (try? await store.accept(Samples.accepted(number))) != nil else { continue }
                promised.insert(Samples.id(number))
                if (try? await finish(number, store, time: UInt64(number))) != nil { ended.insert(Samples.id(number)) }
            }
            if let given = try? await store.sweep(now: 86_400_003) {
                promised.subtract(given)
                ended.subtract(given)
            }
        }
        let (store, recovery) = try await open(folder)
        let found = Dictionary(uniqueKeysWithValues: recovery.jobs.map { ($0.accepted.id, $0) })
        #expect(promised.subtracting(found.keys).isSubset(of: [Samples.id(1), Samples.id(2)]))
        for number in 1...4 {
            guard let entry = found[Samples.id(number)], entry.ended != nil else {
                #expect(!ended.contains(Samples.id(number)) || number <= 2)
                continue
            }
            #expect(try await store.pictures(of: Samples.id(number)) == Samples.pictures(number))
        }
        try await store.accept(Samples.accepted(9))
    }
}

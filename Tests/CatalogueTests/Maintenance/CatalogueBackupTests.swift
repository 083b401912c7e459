import DurableFiles
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Catalogue

struct CatalogueBackupTests {
    private func backup(
        _ folder: TemporaryFolder, _ to: String, files: any FileOperations = SystemFiles()
    ) throws -> CatalogueBackup.Report {
        try CatalogueBackup(from: folder.path, to: to, reader: Samples.reader, files: files).run()
    }

    private func restore(
        _ backup: String, _ folder: TemporaryFolder, replacing: Bool = false, files: any FileOperations = SystemFiles()
    ) throws -> CatalogueBackup.Report {
        try CatalogueRestore(from: backup, to: folder.path, reader: Samples.reader, files: files).run(
            replacing: replacing)
    }

    @Test func copiesWhatIsThereAndTheSecondTimeWhatIsNew() async throws {
        let (folder, other) = (try TemporaryFolder(), try TemporaryFolder())
        let to = other.file("a/backup")
        let catalogue = try Catalogue(folder: folder.path)
        for number in 1...5 { try await catalogue.saveSample(number, "picture \(number)") }
        try await catalogue.discard([Samples.hash(5)], at: 1)
        #expect(try backup(folder, to) == CatalogueBackup.Report(pictures: 5, copied: 5))
        try await catalogue.saveSample(6, "picture 6")
        try await catalogue.delete(Samples.hash(1))
        _ = try await catalogue.change(Samples.hash(2), caption: Caption("renamed"))
        #expect(try backup(folder, to) == CatalogueBackup.Report(pictures: 5, copied: 1))

        let restored = try TemporaryFolder()
        #expect(try restore(to, restored).pictures == 5)
        let copy = try Catalogue(folder: restored.path)
        #expect(copy.findings == Catalogue.Findings())
        let expected = try await catalogue.images(matching: ImageQuery()).images
        #expect(try await copy.images(matching: ImageQuery()).images == expected)
        for image in expected {
            let hash = try PictureHash(image.hash)
            #expect(try await copy.png(hash) == catalogue.png(hash))
        }
        #expect(try await copy.trash().images == catalogue.trash().images)
        #expect(try SystemFiles().list(other.file("a/backup/pictures")).count == 6)
    }

    @Test func isOneMomentWhileOthersSaveAndDelete() async throws {
        let (folder, other) = (try TemporaryFolder(), try TemporaryFolder())
        let catalogue = try Catalogue(folder: folder.path)
        for number in 1...30 { try await catalogue.saveSample(number, "picture \(number)") }
        let changes = Task {
            for number in 31...400 {
                try await catalogue.saveSample(number, "picture \(number)")
                try await catalogue.delete(Samples.hash(number - 30))
            }
        }
        for round in 0..<4 {
            let report = try backup(folder, other.file("backup"))
            #expect(report.unreadable == [], "round \(round)")
            let copy = try Catalogue(folder: other.file("backup"))
            #expect(copy.findings == Catalogue.Findings(), "round \(round)")
            try copy.pool.close()
        }
        try await changes.value
    }

    /// Whatever goes wrong on the way: the backup before this one can be restored, and the next one is whole.
    @Test(arguments: FaultyFiles.Fault.allCases, 0..<24)
    func oneThatIsCutOffLeavesTheOneBefore(fault: FaultyFiles.Fault, failing: Int) async throws {
        let (folder, other) = (try TemporaryFolder(), try TemporaryFolder())
        let to = other.file("backup")
        try await Samples.fill(folder, 1...2)
        _ = try backup(folder, to)
        try await Samples.fill(folder, 3...4)
        let report = try? backup(folder, to, files: FaultyFiles(fault, at: failing))
        do {
            let restored = try TemporaryFolder()
            let told = try restore(to, restored)
            #expect(told.unreadable == [])
            #expect(report == nil ? [2, 4].contains(told.pictures) : told.pictures == 4)
        }
        #expect(try backup(folder, to).pictures == 4)
        #expect(try restore(to, try TemporaryFolder()).unreadable == [])
    }

    @Test(arguments: FaultyFiles.Fault.allCases, 0..<20)
    func restoreThatIsCutOffIsBegunAgain(fault: FaultyFiles.Fault, failing: Int) async throws {
        let (folder, other) = (try TemporaryFolder(), try TemporaryFolder())
        try await Samples.fill(folder, 1...3)
        _ = try backup(folder, other.file("backup"))
        let restored = try TemporaryFolder()
        _ = try? restore(other.file("backup"), restored, files: FaultyFiles(fault, at: failing))
        if !SystemFiles().exists(restored.file("catalogue.sqlite")) {
            #expect(try restore(other.file("backup"), restored).pictures == 3)
        }
        let catalogue = try Catalogue(folder: restored.path)
        #expect(catalogue.findings == Catalogue.Findings())
        #expect(try await catalogue.images(matching: ImageQuery()).total == 3)
    }

    @Test func damagedFileIsToldAndASoundCopyStays() async throws {
        let (folder, other) = (try TemporaryFolder(), try TemporaryFolder())
        try await Samples.fill(folder, 1...3)
        _ = try backup(folder, other.file("backup"))
        let hashes = try (0...3).map { try Samples.hash($0).description }
        try Data("rubbish!!".utf8).write(to: URL(filePath: folder.file("pictures/\(hashes[2]).png")))
        try Data("x".utf8).write(to: URL(filePath: folder.file("pictures/\(hashes[1]).png")))
        let report = try backup(folder, other.file("backup"))
        #expect(report.unreadable == [hashes[1]], "One of the same length is found by `check`.")
        let restored = try TemporaryFolder()
        #expect(try restore(other.file("backup"), restored).unreadable == [])
        #expect(try SystemFiles().read(restored.file("pictures/\(hashes[2]).png")) == Samples.png(2))
    }

    @Test func restoreNeverWritesOverACatalogueUnasked() async throws {
        let (folder, other, restored) = (try TemporaryFolder(), try TemporaryFolder(), try TemporaryFolder())
        try await Samples.fill(folder, 1...3)
        _ = try backup(folder, other.file("backup"))
        try await Samples.fill(restored, 8...9)
        let error = #expect(throws: CatalogueError.self) { try restore(other.file("backup"), restored) }
        #expect(error?.description.contains("--replace") == true)
        #expect(try restore(other.file("backup"), restored, replacing: true).pictures == 3)
        let old = try Catalogue(folder: restored.file("catalogue-before-restore"))
        #expect(try await old.images(matching: ImageQuery()).total == 2)
        #expect(old.findings == Catalogue.Findings())
        #expect(throws: CatalogueError.self) { try restore(other.file("backup"), restored, replacing: true) }
    }

    /// As the sentence about a damaged database advises: it is moved away, and its journal is forgotten there.
    @Test func restoreBesideWhatWasSavedSinceKeepsIt() async throws {
        let (folder, other) = (try TemporaryFolder(), try TemporaryFolder())
        let files = SystemFiles()
        try await Samples.fill(folder, 1...3)
        _ = try backup(folder, other.file("backup"))
        do {
            let catalogue = try Catalogue(folder: folder.path)
            for number in 4...6 { try await catalogue.saveSample(number, "picture \(number)") }
            for suffix in ["-wal", "-shm"] {
                try files.writeSynced(
                    files.read(folder.file("catalogue.sqlite\(suffix)")), to: other.file("left\(suffix)"))
            }
            try catalogue.pool.close()
        }
        try files.rename(folder.file("catalogue.sqlite"), to: folder.file("damaged"))
        for suffix in ["-wal", "-shm"] {
            try files.rename(other.file("left\(suffix)"), to: folder.file("catalogue.sqlite\(suffix)"))
        }
        #expect(try restore(other.file("backup"), folder).pictures == 3)
        #expect(!files.exists(folder.file("catalogue.sqlite-wal")))
        let catalogue = try Catalogue(folder: folder.path)
        #expect(try await catalogue.images(matching: ImageQuery()).total == 3)
        #expect(catalogue.findings.missing == [])
        #expect(catalogue.findings.unlisted == (try (4...6).map { "\(try Samples.hash($0)).png" }))
    }

    @Test func restoreIntoAFolderInUseIsRefused() async throws {
        let (folder, other, restored) = (try TemporaryFolder(), try TemporaryFolder(), try TemporaryFolder())
        try await Samples.fill(folder, 1...1)
        _ = try backup(folder, other.file("backup"))
        let catalogue = try Catalogue(folder: restored.path)
        let error = #expect(throws: CatalogueError.self) {
            try restore(other.file("backup"), restored, replacing: true)
        }
        #expect(error?.code == .folderInUse)
        withExtendedLifetime(catalogue) {}
    }

    @Test func whatIsNoCatalogueIsTold() throws {
        let folder = try TemporaryFolder()
        for error in [
            #expect(throws: CatalogueError.self) { try backup(folder, folder.file("backup")) },
            #expect(throws: CatalogueError.self) { try restore(folder.file("none"), folder) },
        ] {
            #expect(error?.code == .notFound)
        }
    }
}

import DurableFiles
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Catalogue

struct CatalogueFaultTests {
    /// Whatever file operation fails, and however: what was acknowledged is there after a restart, what was not is not
    /// half there, and no whole picture is lost.
    @Test(arguments: FaultyFiles.Fault.allCases, 0..<16)
    func faultsLoseNothing(fault: FaultyFiles.Fault, failing: Int) async throws {
        let folder = try TemporaryFolder()
        var saved: Set<Int> = []
        var deleted: Set<Int> = []
        do {
            let catalogue = try Catalogue(folder: folder.path, files: FaultyFiles(fault, at: failing))
            for number in 1...3 {
                if (try? await catalogue.saveSample(number, "picture \(number)")) != nil { saved.insert(number) }
            }
            if (try? await catalogue.delete(Samples.hash(2))) != nil { deleted.insert(2) }
        }
        let catalogue = try Catalogue(folder: folder.path)
        let rows = try await catalogue.images(matching: ImageQuery(order: .oldest)).images
        #expect(Set(rows.map { Int($0.created) }) == saved.subtracting(deleted))
        for row in rows {
            #expect(try await catalogue.png(PictureHash(row.hash)) == Samples.png(Int(row.created)))
        }
        let names = try SystemFiles().list(folder.file("pictures")).filter { $0 != "unlisted" }
        #expect(Set(names) == Set(rows.map { $0.hash + ".png" }))
        for name in try SystemFiles().list(folder.file("pictures/unlisted")) {
            #expect(try name != "\(Samples.hash(2)).png" || !deleted.contains(2))
        }
        for number in 1...3 { try await catalogue.saveSample(number, "again") }
        #expect(try await catalogue.images(matching: ImageQuery()).total == 3)
    }

    @Test func crashBetweenFileAndRowSetsTheFileAside() async throws {
        let folder = try TemporaryFolder()
        do {
            let catalogue = try Catalogue(folder: folder.path)
            try await catalogue.saveSample(1, "listed")
            try catalogue.store.write(Samples.png(2), Samples.hash(2))
            try SystemFiles().writeSynced([1, 2, 3], to: catalogue.store.path(Samples.hash(3)) + ".part")
        }
        let catalogue = try Catalogue(folder: folder.path)
        #expect(try catalogue.findings == Catalogue.Findings(unlisted: ["\(Samples.hash(2)).png"]))
        #expect(try SystemFiles().read(folder.file("pictures/unlisted/\(Samples.hash(2)).png")) == Samples.png(2))
        #expect(try SystemFiles().list(folder.file("pictures")).count == 2)
        #expect(try await catalogue.saveSample(2, "now listed").isNew)
    }

    @Test func missingFileIsToldAndHealedBySavingAgain() async throws {
        let folder = try TemporaryFolder()
        do {
            let catalogue = try Catalogue(folder: folder.path)
            try await catalogue.saveSample(1, "picture")
            try SystemFiles().remove(catalogue.store.path(Samples.hash(1)))
        }
        let catalogue = try Catalogue(folder: folder.path)
        #expect(try catalogue.findings == Catalogue.Findings(missing: [Samples.hash(1).description]))
        let error = await #expect(throws: CatalogueError.self) { try await catalogue.png(Samples.hash(1)) }
        #expect(error?.code == .fileMissing)
        #expect(try await !catalogue.saveSample(1, "other caption").isNew)
        #expect(try await catalogue.png(Samples.hash(1)) == Samples.png(1))
    }

    @Test func refusedRowLeavesNoFile() async throws {
        let folder = try TemporaryFolder()
        let catalogue = try Catalogue(folder: folder.path)
        let error = await #expect(throws: CatalogueError.self) {
            try await catalogue.save(
                png: [1], hash: Samples.hash(1), caption: Caption("x"), recipe: "not JSON", created: 0)
        }
        #expect(error?.code == .storage)
        #expect(try SystemFiles().list(folder.file("pictures")) == ["unlisted"])
    }

    @Test func deletionThatCannotRemoveTheFileIsFinishedAtTheNextStart() async throws {
        let folder = try TemporaryFolder()
        do {
            // Changes 0 to 3 belong to the save (remove, write, rename, sync), 4 is the file's removal.
            let catalogue = try Catalogue(folder: folder.path, files: FaultyFiles(.refused, at: 4))
            try await catalogue.saveSample(1, "picture")
            try await catalogue.delete(Samples.hash(1))
            #expect(try catalogue.store.contains(Samples.hash(1)))
            #expect(try await catalogue.images(matching: ImageQuery()).total == 0)
        }
        let catalogue = try Catalogue(folder: folder.path)
        #expect(try !catalogue.store.contains(Samples.hash(1)))
        #expect(catalogue.findings == Catalogue.Findings())
    }

    @Test(arguments: [0, 20, 5_000])
    func damagedDatabaseIsToldPlainly(offset: Int) async throws {
        let folder = try TemporaryFolder()
        do {
            let catalogue = try Catalogue(folder: folder.path)
            for number in 1...40 { try await catalogue.saveSample(number, "picture \(number)") }
            try catalogue.pool.close()
        }
        let file = URL(filePath: folder.file("catalogue.sqlite"))
        var bytes = try Data(contentsOf: file)
        bytes.replaceSubrange(offset..<min(offset + 4_000, bytes.count), with: repeatElement(0xAB, count: 4_000))
        try bytes.write(to: file)
        let error = #expect(throws: CatalogueError.self) { try Catalogue(folder: folder.path) }
        #expect(error?.code == .damaged)
        #expect(error?.description.contains("is damaged. Put a backup in its place") == true)
        #expect(try Data(contentsOf: file) == bytes)
        #expect(try SystemFiles().list(folder.file("pictures")).count == 41)
    }

    @Test func secondProcessIsRefused() throws {
        let folder = try TemporaryFolder()
        let first = try Catalogue(folder: folder.path)
        let error = #expect(throws: CatalogueError.self) { try Catalogue(folder: folder.path) }
        #expect(error?.code == .folderInUse)
        withExtendedLifetime(first) {}
    }

    @Test func folderThatCannotBeMadeIsToldPlainly() throws {
        let folder = try TemporaryFolder()
        try SystemFiles().writeSynced([], to: folder.file("file"))
        let error = #expect(throws: CatalogueError.self) { try Catalogue(folder: folder.file("file/below")) }
        #expect(error?.code == .storage)
        #expect(error?.description.contains("Not a directory") == true)
    }
}

import DurableFiles
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Catalogue

struct CatalogueCheckTests {
    private func kinds(_ folder: TemporaryFolder) throws -> Set<CheckFinding.Kind> {
        Set(try Samples.check(folder).findings().map(\.kind))
    }

    private func repair(_ folder: TemporaryFolder) throws -> [CheckFinding] {
        try CatalogueRepair(Samples.check(folder), now: 99).run()
    }

    private func file(_ folder: TemporaryFolder, _ number: Int) throws -> String {
        folder.file("pictures/\(try Samples.hash(number)).png")
    }

    @Test func soundCatalogueHasNoFaults() async throws {
        let folder = try TemporaryFolder()
        try await Samples.fill(folder, 1...3)
        #expect(try kinds(folder) == [])
        #expect(try repair(folder) == [])
    }

    @Test func everyFaultIsFoundReportedAndRepaired() async throws {
        let folder = try TemporaryFolder()
        try await Samples.fill(folder, 1...6)
        let files = SystemFiles()
        let hashes = try (0...9).map { try Samples.hash($0).description }
        // 2 is missing, 3 damaged, 4 missing but set aside earlier; 7 has no entry; 8 was cut off; 9 is nothing of ours.
        try files.remove(file(folder, 2))
        try Data("rubbish".utf8).write(to: URL(filePath: file(folder, 3)))
        try files.rename(file(folder, 4), to: folder.file("pictures/unlisted/\(hashes[4]).png"))
        try files.writeSynced(Samples.png(7), to: file(folder, 7))
        try files.writeSynced([1], to: file(folder, 8) + ".part")
        try files.writeSynced(Array("what is this".utf8), to: folder.file("pictures/\(hashes[9]).png"))
        let expected: Set<CheckFinding.Kind> = [
            .missingFile(hashes[2]), .damagedFile(hashes[3]), .missingFile(hashes[4]), .unlisted("\(hashes[7]).png"),
            .halfWritten("\(hashes[8]).png.part"), .unlisted("\(hashes[9]).png"),
        ]
        let before = try files.list(folder.file("pictures")).sorted()
        #expect(try kinds(folder) == expected)
        #expect(try files.list(folder.file("pictures")).sorted() == before, "A check changes nothing.")

        let findings = try repair(folder)
        #expect(Set(findings.map(\.kind)) == expected)
        #expect(findings.allSatisfy { $0.repair != nil })
        #expect(try kinds(folder) == [])

        let catalogue = try Catalogue(folder: folder.path)
        #expect(catalogue.findings == Catalogue.Findings())
        let rows = try await catalogue.images(matching: ImageQuery(order: .oldest)).images
        #expect(rows.map(\.caption) == ["picture 1", "picture 4", "picture 5", "picture 6", "adopted picture 7"])
        for number in [1, 4, 5, 6, 7] { #expect(try await catalogue.png(Samples.hash(number)) == Samples.png(number)) }
        #expect(Set(try await catalogue.trash().images.map(\.image.hash)) == [hashes[2], hashes[3]])
        #expect(try files.list(folder.file("pictures/damaged")) == ["\(hashes[3]).png"])
        #expect(try files.list(folder.file("pictures/unlisted")) == ["\(hashes[9]).png"])
        // Made again from its recipe, the picture is there again.
        #expect(try await catalogue.saveSample(2, "again").isNew)
        #expect(try await catalogue.png(Samples.hash(2)) == Samples.png(2))
    }

    @Test func whatSomebodyDeletedDoesNotComeBack() async throws {
        let folder = try TemporaryFolder()
        do {
            let catalogue = try Catalogue(folder: folder.path, files: FaultyFiles(.powerCut, at: 3))
            try await catalogue.saveSample(1, "picture")
            try await catalogue.delete(Samples.hash(1))
            #expect(try catalogue.store.contains(Samples.hash(1)))
            try catalogue.pool.close()
        }
        #expect(try repair(folder).map(\.repair) == ["removed, as somebody had deleted it"])
        #expect(try SystemFiles().list(folder.file("pictures")) == ["unlisted"])
    }

    @Test func copiesOfWhatSomebodyHasAreShownToNobodyElse() async throws {
        let folder = try TemporaryFolder()
        do {
            let catalogue = try Catalogue(folder: folder.path)
            let (anna, _) = try await catalogue.addAnnaAndBen()
            for number in 1...2 {
                _ = try await catalogue.save(
                    png: Samples.png(number), hash: Samples.hash(number), caption: Caption("own \(number)"),
                    recipe: "{}", created: 1, by: anna, shared: false)
            }
            _ = try await catalogue.discard([Samples.hash(2)], at: 1, by: anna)
            try catalogue.pool.close()
        }
        for number in 1...3 {
            try SystemFiles().writeSynced(
                Samples.png(number), to: folder.file("pictures/unlisted/\(Samples.hash(number)).png"))
        }
        let found =
            "listed again as “adopted picture 3”; whose it was is not known: a gateway without --accounts shows it"
        #expect(try repair(folder).map(\.repair) == [found])
        let catalogue = try Catalogue(folder: folder.path)
        let captions = try await catalogue.images(matching: ImageQuery(order: .oldest)).images.map(\.caption)
        #expect(captions == ["own 1", "adopted picture 3"])
        let stranger = ImageFilter(viewer: Viewer(account: 99, isAdmin: true))
        #expect(try await catalogue.images(matching: ImageQuery(filter: stranger)).total == 0)
        #expect(try await catalogue.trash().total == 1)
    }

    @Test(arguments: [0, 20, 5_000, 20_000])
    func damagedDatabaseIsBegunAnewWithoutLosingAPicture(offset: Int) async throws {
        let folder = try TemporaryFolder()
        try await Samples.fill(folder, 1...60)
        let database = URL(filePath: folder.file("catalogue.sqlite"))
        var bytes = try Data(contentsOf: database)
        bytes.replaceSubrange(offset..<min(offset + 4_000, bytes.count), with: repeatElement(0xAB, count: 4_000))
        try bytes.write(to: database)
        #expect(try kinds(folder) == [.damagedDatabase])
        let findings = try repair(folder)
        #expect(findings.first?.kind == .damagedDatabase)
        #expect(findings.allSatisfy { $0.repair != nil })
        #expect(try Data(contentsOf: URL(filePath: folder.file("catalogue.sqlite.damaged"))).count >= bytes.count)
        #expect(try kinds(folder) == [])
        let catalogue = try Catalogue(folder: folder.path)
        #expect(try await catalogue.images(matching: ImageQuery()).total == 60)
        for number in 1...60 { #expect(try await catalogue.png(Samples.hash(number)) == Samples.png(number)) }
        #expect(try await catalogue.images(matching: ImageQuery(text: "picture")).total == 60)
    }

    @Test func searchThatIsOutOfStepIsFoundAndRepaired() async throws {
        let folder = try TemporaryFolder()
        try await Samples.fill(folder, 1...4)
        try await DatabaseQueue(path: folder.file("catalogue.sqlite")).write { db in
            try db.execute(
                sql: """
                    DELETE FROM image_words WHERE rowid = 1;
                    UPDATE image_words SET caption = 'other' WHERE rowid = 2;
                    INSERT INTO image_words (rowid, caption, prompt) VALUES (99, 'nobody', '');
                    """)
        }
        #expect(try kinds(folder) == [.wordsOutOfStep(3)])
        #expect(try repair(folder).count == 1)
        #expect(try kinds(folder) == [])
    }

    @Test(arguments: FaultyFiles.Fault.allCases)
    func folderThatTakesNothingIsTold(fault: FaultyFiles.Fault) async throws {
        let folder = try TemporaryFolder()
        try await Samples.fill(folder, 1...2)
        // Change 0 makes room for the probe, 1 writes it.
        let check = Samples.check(folder, files: FaultyFiles(fault == .powerCut ? .refused : fault, at: 1))
        let findings = try check.findings()
        #expect(findings.first?.kind == .readOnly("No space left on device"))
        #expect(findings.first?.description.contains("Nothing can be saved: Could not write") == true)
        let again = Samples.check(folder, files: FaultyFiles(.powerCut, at: 0))
        #expect(try CatalogueRepair(again, now: 0).run().allSatisfy { $0.repair == nil })
    }

    @Test func littleRoomIsTold() async throws {
        let folder = try TemporaryFolder()
        try await Samples.fill(folder, 1...1)
        let findings = try Samples.check(folder, files: CrampedFiles()).findings()
        #expect(findings.map(\.kind) == [.littleRoom(megabytes: 7)])
    }

    /// Whatever a repair does not get done because the power goes, the next one does; nothing is lost on the way.
    @Test(arguments: FaultyFiles.Fault.allCases, 0..<14)
    func repairsThatAreCutOffAreFinishedByTheNextOne(fault: FaultyFiles.Fault, failing: Int) async throws {
        let folder = try TemporaryFolder()
        try await Samples.fill(folder, 1...4)
        try SystemFiles().remove(file(folder, 1))
        try Data("rubbish".utf8).write(to: URL(filePath: file(folder, 2)))
        try SystemFiles().writeSynced(Samples.png(7), to: file(folder, 7))
        // The first two changes are the check's probe, which would only stop the repair.
        let files = FaultyFiles(fault, at: 3 + failing)
        _ = try? CatalogueRepair(Samples.check(folder, files: files), now: 5).run()
        _ = try repair(folder)
        #expect(try kinds(folder) == [])
        let catalogue = try Catalogue(folder: folder.path)
        let captions = try await catalogue.images(matching: ImageQuery(order: .oldest)).images.map(\.caption)
        #expect(captions == ["picture 3", "picture 4", "adopted picture 7"])
        #expect(try await catalogue.trash().total == 2)
    }

    @Test func runsBesideAGatewayButRepairsOnlyWithoutOne() async throws {
        let folder = try TemporaryFolder()
        let catalogue = try Catalogue(folder: folder.path)
        try await catalogue.saveSample(1, "picture")
        #expect(try kinds(folder) == [])
        let error = #expect(throws: CatalogueError.self) { try repair(folder) }
        #expect(error?.code == .folderInUse)
        withExtendedLifetime(catalogue) {}
    }

    @Test func folderWithoutACatalogueIsTold() throws {
        let folder = try TemporaryFolder()
        let error = #expect(throws: CatalogueError.self) { try Samples.check(folder).findings() }
        #expect(error?.code == .notFound)
    }
}

/// A disk that is nearly full.
private struct CrampedFiles: FileOperations {
    private let real = SystemFiles()

    func freeMegabytes(_ directory: String) -> Int? { 7 }
    func makeDirectory(_ path: String) throws(FileError) { try real.makeDirectory(path) }
    func list(_ directory: String) throws(FileError) -> [String] { try real.list(directory) }
    func exists(_ path: String) -> Bool { real.exists(path) }
    func size(_ path: String) -> Int? { real.size(path) }
    func read(_ path: String) throws(FileError) -> [UInt8] { try real.read(path) }
    func writeSynced(_ bytes: [UInt8], to path: String) throws(FileError) { try real.writeSynced(bytes, to: path) }
    func openForAppending(_ path: String) throws(FileError) -> any AppendableFile { try real.openForAppending(path) }
    func rename(_ old: String, to new: String) throws(FileError) { try real.rename(old, to: new) }
    func syncDirectory(_ path: String) throws(FileError) { try real.syncDirectory(path) }
    func remove(_ path: String) throws(FileError) { try real.remove(path) }
}

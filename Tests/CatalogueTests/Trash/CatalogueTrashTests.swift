import DurableFiles
import GRDB
import TestSupport
import Testing

@testable import Catalogue

struct CatalogueTrashTests {
    @Test func comesBackAsItWas() async throws {
        let folder = try TemporaryFolder()
        let catalogue = try Catalogue(folder: folder.path)
        for number in 1...3 { try await catalogue.saveSample(number, "picture \(number)") }
        let before = try await catalogue.change(Samples.hash(2), caption: Caption("other"))
        #expect(try await catalogue.discard([Samples.hash(2)], at: 50) == [before])
        #expect(try await catalogue.images(matching: ImageQuery()).images.map(\.created) == [3, 1])
        #expect(try await catalogue.images(matching: ImageQuery(text: "other")).total == 0)
        let error = await #expect(throws: CatalogueError.self) { try await catalogue.png(Samples.hash(2)) }
        #expect(error?.code == .notFound)
        let trash = try await catalogue.trash()
        #expect(trash.total == 1)
        #expect(trash.images.map(\.image) == [before])
        #expect(trash.images.map(\.deleted) == [50])
        #expect(try await catalogue.trashedPNG(Samples.hash(2)) == Samples.png(2))

        #expect(try await catalogue.restore([Samples.hash(2)]) == [before])
        #expect(try await catalogue.images(matching: ImageQuery()).images.map(\.created) == [3, 2, 1])
        #expect(try await catalogue.images(matching: ImageQuery(text: "other")).images == [before])
        #expect(try await catalogue.png(Samples.hash(2)) == Samples.png(2))
        #expect(try await catalogue.trash().total == 0)
        #expect(try await catalogue.restore([Samples.hash(2)]) == [before], "A second undo finds it done.")
        #expect(try await catalogue.restore([Samples.hash(9)]) == [])
    }

    @Test func survivesARestart() async throws {
        let folder = try TemporaryFolder()
        do {
            let catalogue = try Catalogue(folder: folder.path)
            try await catalogue.saveSample(1, "picture")
            try await catalogue.discard([Samples.hash(1)], at: 50)
        }
        let catalogue = try Catalogue(folder: folder.path)
        #expect(catalogue.findings == Catalogue.Findings())
        #expect(try await catalogue.restore([Samples.hash(1)]).count == 1)
        #expect(try await catalogue.png(Samples.hash(1)) == Samples.png(1))
    }

    @Test func isEmptiedOfWhatIsOldAndAtOnceOnDemand() async throws {
        let folder = try TemporaryFolder()
        let catalogue = try Catalogue(folder: folder.path)
        for number in 1...450 {
            try await catalogue.saveSample(number, "picture")
            try await catalogue.discard([Samples.hash(number)], at: Int64(number))
        }
        #expect(try await catalogue.purgeTrash(before: 101) == 100)
        #expect(try await catalogue.trash().total == 350)
        #expect(try await catalogue.emptyTrash(only: [Samples.hash(101), Samples.hash(102), Samples.hash(1)]) == 2)
        #expect(try SystemFiles().list(folder.file("pictures")).count == 349)
        #expect(try await catalogue.emptyTrash() == 348)
        #expect(try SystemFiles().list(folder.file("pictures")) == ["unlisted"])
        #expect(try await catalogue.restore([Samples.hash(200)]) == [])
    }

    @Test func whatIsSavedAgainIsNotInTheTrashToo() async throws {
        let folder = try TemporaryFolder()
        let catalogue = try Catalogue(folder: folder.path)
        try await catalogue.saveSample(1, "first")
        try await catalogue.discard([Samples.hash(1)], at: 5)
        #expect(try await catalogue.saveSample(1, "second").isNew)
        #expect(try await catalogue.trash().total == 0)
        try await catalogue.emptyTrash()
        #expect(try await catalogue.png(Samples.hash(1)) == Samples.png(1))
        try await catalogue.discard([Samples.hash(1)], at: 6)
        try await catalogue.discard([Samples.hash(1)], at: 7)
        #expect(try await catalogue.trash().total == 1)
    }

    @Test func fileThatAnotherAccountStillShowsStays() async throws {
        let folder = try TemporaryFolder()
        let catalogue = try Catalogue(folder: folder.path)
        let (anna, ben) = try await catalogue.addAnnaAndBen()
        for viewer in [anna, ben] {
            let saved = try await catalogue.save(
                png: Samples.png(1), hash: Samples.hash(1), caption: Caption("of \(viewer.account ?? 0)"),
                recipe: "{}", created: 1, by: viewer, shared: false)
            #expect(saved.isNew)
        }
        #expect(try await catalogue.image(Samples.hash(1), for: ben).caption == "of 2")
        try await catalogue.discard([Samples.hash(1)], at: 5, by: anna)
        #expect(try await catalogue.trash(for: ben).total == 0)
        #expect(try await catalogue.emptyTrash(by: ben) == 0)
        #expect(try await catalogue.emptyTrash(by: anna) == 1)
        #expect(try await catalogue.png(Samples.hash(1), for: ben) == Samples.png(1))
        await #expect(throws: CatalogueError.self) { try await catalogue.png(Samples.hash(1), for: anna) }
    }

    @Test func othersPicturesAreTheirs() async throws {
        let folder = try TemporaryFolder()
        let catalogue = try Catalogue(folder: folder.path)
        let (anna, ben) = try await catalogue.addAnnaAndBen()
        let admin = Viewer(account: ben.account, isAdmin: true)
        for (number, isShared) in [(1, true), (2, false)] {
            _ = try await catalogue.save(
                png: Samples.png(number), hash: Samples.hash(number), caption: Caption("Anna's"), recipe: "{}",
                created: 1, by: anna, shared: isShared)
        }
        for (number, code) in [(1, CatalogueError.Code.notAllowed), (2, .notFound)] {
            let error = await #expect(throws: CatalogueError.self) {
                try await catalogue.change(Samples.hash(number), caption: Caption("Ben's"), by: ben)
            }
            #expect(error?.code == code)
        }
        let error = await #expect(throws: CatalogueError.self) {
            try await catalogue.discard([Samples.hash(1)], at: 0, by: ben)
        }
        #expect(error?.code == .notAllowed)
        #expect(try await catalogue.discard([Samples.hash(2)], at: 0, by: ben) == [])
        // An admin keeps order among what is shared, and does not see what is not.
        #expect(try await catalogue.discard([Samples.hash(2)], at: 0, by: admin) == [])
        #expect(try await catalogue.discard([Samples.hash(1)], at: 0, by: admin).count == 1)
        #expect(try await catalogue.restore([Samples.hash(1)], by: anna).count == 1)
    }
}

extension Catalogue {
    func addAnnaAndBen() async throws -> (anna: Viewer, ben: Viewer) {
        try await pool.write { db in
            try db.execute(
                sql: "INSERT INTO accounts (name, secret, created) VALUES ('Anna', '', 0), ('Ben', '', 0)")
        }
        return (Viewer(account: 1, isAdmin: false), Viewer(account: 2, isAdmin: false))
    }
}

import Foundation
import GRDB
import TestSupport
import Testing

@testable import Catalogue

struct AccountStoreTests {
    private func token(_ number: UInt8) -> Data { Data(repeating: number, count: 32) }

    @Test func theFirstAccountIsAnAdminsAndOthersAreAsSaid() async throws {
        let folder = try TemporaryFolder()
        let store = try AccountStore(folder: folder.file("new/folder"))
        #expect(try await store.add(AccountName("Anna"), secret: "a", isAdmin: false, created: 1).isAdmin)
        #expect(try await !store.add(AccountName("ben"), secret: "b", isAdmin: false, created: 2).isAdmin)
        #expect(try await store.add(AccountName("Zoë.2"), secret: "c", isAdmin: true, created: 3).isAdmin)
        #expect(try await store.all().map(\.name) == ["Anna", "ben", "Zoë.2"])
        #expect(try await store.account(named: "BEN")?.secret == "b")
        let error = await #expect(throws: CatalogueError.self) {
            try await store.add(AccountName("anna"), secret: "x", isAdmin: false, created: 4)
        }
        #expect(error?.code == .invalidAccount)
    }

    @Test(arguments: ["", " ", "a b", "a/b", "a\n", "<b>", "a:b", String(repeating: "a", count: 41)])
    func namesThatDoNotDoAreRefused(name: String) {
        let error = #expect(throws: CatalogueError.self) { try AccountName(name) }
        #expect(error?.code == .invalidAccount)
    }

    @Test func sessionsEndWithTheirTimeTheirAccountAndTheirPassPhrase() async throws {
        let folder = try TemporaryFolder()
        let store = try AccountStore(folder: folder.path)
        let anna = try await store.add(AccountName("Anna"), secret: "a", isAdmin: true, created: 1)
        let ben = try await store.add(AccountName("Ben"), secret: "b", isAdmin: false, created: 1)
        try await store.openSession(token(1), of: anna, at: 10, expires: 20)
        try await store.openSession(token(2), of: ben, at: 10, expires: nil)
        #expect(try await store.account(ofSession: token(1), at: 19) == anna)
        #expect(try await store.account(ofSession: token(1), at: 20) == nil)
        #expect(try await store.account(ofSession: token(2), at: .max) == ben)
        #expect(try await store.account(ofSession: token(3), at: 0) == nil)
        try await store.setSecret("c", of: "ben")
        #expect(try await store.account(ofSession: token(2), at: 10) == nil)
        try await store.openSession(token(2), of: ben, at: 10, expires: nil)
        try await store.remove("Ben", at: 10)
        #expect(try await store.account(ofSession: token(2), at: 10) == nil)
        try await store.closeSession(token(1))
        #expect(try await store.account(ofSession: token(1), at: 15) == nil)
    }

    @Test func whoGoesLeavesWhatIsShared() async throws {
        let folder = try TemporaryFolder()
        let catalogue = try Catalogue(folder: folder.path)
        let store = catalogue.accounts
        _ = try await store.add(AccountName("Anna"), secret: "a", isAdmin: true, created: 1)
        let ben = try await store.add(AccountName("Ben"), secret: "b", isAdmin: false, created: 1)
        for number in 1...2 {
            _ = try await catalogue.save(
                png: Samples.png(number), hash: Samples.hash(number), caption: Caption("\(number)"), recipe: "{}",
                created: 1, by: ben.viewer, shared: number == 1)
        }
        // From another process, as the command line does.
        try await AccountStore(folder: folder.path).remove("ben", at: 77)
        let left = try await catalogue.images(matching: ImageQuery()).images
        #expect(left.map(\.caption) == ["1"])
        #expect(left.map(\.owner) == [nil])
        #expect(try await catalogue.trash().images.map(\.image.caption) == ["2"])
    }

    @Test func whoGoesLeavesOneOfTwoThatAreShared() async throws {
        let folder = try TemporaryFolder()
        let catalogue = try Catalogue(folder: folder.path)
        let store = catalogue.accounts
        _ = try await store.add(AccountName("Anna"), secret: "a", isAdmin: true, created: 1)
        var viewers: [Viewer] = []
        for name in ["Ben", "Carl"] {
            let account = try await store.add(AccountName(name), secret: "", isAdmin: false, created: 1)
            viewers.append(account.viewer)
            _ = try await catalogue.save(
                png: Samples.png(1), hash: Samples.hash(1), caption: Caption(name), recipe: "{}", created: 1,
                by: account.viewer, shared: false)
        }
        for viewer in viewers { _ = try await catalogue.change(Samples.hash(1), shared: true, by: viewer) }
        for name in ["Ben", "Carl"] { try await store.remove(name, at: 1) }
        let left = try await catalogue.images(matching: ImageQuery()).images
        #expect(left.map(\.caption) == ["Ben"])
        #expect(left.map(\.owner) == [nil])
    }

    /// As the command line does beside a gateway.
    @Test func whoSavesWaitsForAnotherProcess() async throws {
        let folder = try TemporaryFolder()
        let catalogue = try Catalogue(folder: folder.path)
        let other = try DatabaseQueue(path: folder.file("catalogue.sqlite"))
        let (held, holding) = AsyncStream<Void>.makeStream()
        let holder = Task.detached {
            try await other.write { db in
                try db.execute(sql: "INSERT INTO accounts (name, secret, created) VALUES ('Ben', '', 1)")
                holding.finish()
                Thread.sleep(forTimeInterval: 0.3)
            }
        }
        for await _ in held {}
        #expect(try await catalogue.saveSample(1, "picture").isNew)
        try await holder.value
    }

    @Test func rowsSurviveAPowerCut() async throws {
        let folder = try TemporaryFolder()
        for pool in [try Catalogue.pool(folder.file("a.sqlite")), try Catalogue(folder: folder.path).pool] {
            #expect(try await pool.write { try Int.fetchOne($0, sql: "PRAGMA synchronous") } == 2)
        }
    }

    @Test func theLastAdminStaysWhileThereAreOthers() async throws {
        let folder = try TemporaryFolder()
        let store = try AccountStore(folder: folder.path)
        for name in ["Anna", "Ben"] {
            _ = try await store.add(AccountName(name), secret: "", isAdmin: false, created: 1)
        }
        let error = await #expect(throws: CatalogueError.self) { try await store.remove("Anna", at: 1) }
        #expect(error?.code == .invalidAccount)
        try await store.remove("Ben", at: 1)
        try await store.remove("Anna", at: 1)
        let missing = await #expect(throws: CatalogueError.self) { try await store.remove("Anna", at: 1) }
        #expect(missing?.code == .notFound)
    }

    @Test func preferencesAreKept() async throws {
        let folder = try TemporaryFolder()
        let store = try AccountStore(folder: folder.path)
        let anna = try await store.add(AccountName("Anna"), secret: "a", isAdmin: true, created: 1)
        #expect(try await store.preferences(of: anna) == "{}")
        try await store.setPreferences(#"{"theme":"dark"}"#, of: anna)
        #expect(try await store.preferences(of: anna) == #"{"theme":"dark"}"#)
        let error = await #expect(throws: CatalogueError.self) { try await store.setPreferences("no JSON", of: anna) }
        #expect(error?.code == .storage)
    }
}

import DurableFiles
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Catalogue

struct DatabaseSalvageTests {
    private func salvage(_ folder: TemporaryFolder) throws -> DatabaseSalvage.Report {
        try DatabaseSalvage(path: folder.file("catalogue.sqlite"), files: SystemFiles()).run()
    }

    @Test func noIDOfThePicturesInTheTrashIsGivenAway() async throws {
        let folder = try TemporaryFolder()
        do {
            let catalogue = try Catalogue(folder: folder.path)
            for number in 1...4 { try await catalogue.saveSample(number, "picture \(number)") }
            try await catalogue.discard([Samples.hash(3)], at: 1)
            try await catalogue.delete(Samples.hash(4))
            try catalogue.pool.close()
        }
        #expect(try salvage(folder).pictures == 2)
        let catalogue = try Catalogue(folder: folder.path)
        #expect(try await catalogue.saveSample(5, "new").image.id == 5)
        #expect(try await catalogue.restore([Samples.hash(3)]).map(\.id) == [3])
        #expect(try await catalogue.images(matching: ImageQuery()).total == 4)
    }

    @Test func whatOlderVersionsWroteIsReadToo() async throws {
        let folder = try TemporaryFolder()
        try SystemFiles().makeDirectory(folder.file("pictures"))
        let queue = try DatabaseQueue(path: folder.file("catalogue.sqlite"))
        try Catalogue.migrator.migrate(queue, upTo: "image vectors")
        try await queue.write { db in
            for number in 1...3 {
                try db.execute(
                    sql: "INSERT INTO images (id, hash, created, caption, recipe) VALUES (?, ?, ?, ?, '{}')",
                    arguments: [number, Samples.hash(number).description, number, "Boot \(12 - number)"])
            }
        }
        try queue.close()
        #expect(try salvage(folder).pictures == 3)
        let images = try await Catalogue(folder: folder.path).images(matching: ImageQuery(order: .caption)).images
        #expect(images.map(\.caption) == ["Boot 9", "Boot 10", "Boot 11"])
        #expect(images.allSatisfy { $0.shared && $0.version == 1 })
    }

    @Test func whatBelongsToALostAccountIsKeptAndShownToNobodyElse() async throws {
        let folder = try TemporaryFolder()
        var viewers: [Viewer] = []
        do {
            let catalogue = try Catalogue(folder: folder.path)
            let (anna, ben) = try await catalogue.addAnnaAndBen()
            viewers = [anna, ben]
            for (number, viewer) in [(1, anna), (2, ben), (3, ben), (3, anna)] {
                _ = try await catalogue.save(
                    png: Samples.png(number), hash: Samples.hash(number), caption: Caption("picture \(number)"),
                    recipe: "{}", created: 1, by: viewer, shared: false)
            }
            _ = try await catalogue.change(Samples.hash(2), shared: true, by: ben)
            try catalogue.pool.close()
        }
        let queue = try DatabaseQueue(
            path: folder.file("catalogue.sqlite"),
            configuration: {
                var lax = Configuration()
                lax.foreignKeysEnabled = false
                return lax
            }())
        try await queue.write { try $0.execute(sql: "DELETE FROM accounts WHERE name = 'Ben'") }
        try queue.close()
        let report = try salvage(folder)
        #expect(report.pictures == 4 && report.ownerless == 1)
        let catalogue = try Catalogue(folder: folder.path)
        func seen(_ viewer: Viewer) async throws -> [String] {
            try await catalogue.images(matching: ImageQuery(filter: ImageFilter(viewer: viewer), order: .caption))
                .images.map(\.caption)
        }
        #expect(try await seen(viewers[0]) == ["picture 1", "picture 2", "picture 3"])
        #expect(try await seen(Viewer(account: 99, isAdmin: false)) == ["picture 2"])
        #expect(try await seen(.everybody) == ["picture 1", "picture 2", "picture 3", "picture 3"])
        let broken = try await catalogue.pool.read { try Row.fetchAll($0, sql: "PRAGMA foreign_key_check").count }
        #expect(broken == 0)
    }
}

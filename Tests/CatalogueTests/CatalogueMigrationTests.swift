import DurableFiles
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Catalogue

struct CatalogueMigrationTests {
    /// A catalogue as versions before the trash wrote it.
    @Test func oldCatalogueKeepsEverything() async throws {
        let folder = try TemporaryFolder()
        try SystemFiles().makeDirectory(folder.file("pictures"))
        let queue = try DatabaseQueue(path: folder.file("catalogue.sqlite"))
        try Catalogue.migrator.migrate(queue, upTo: "image vectors")
        try await queue.write { db in
            for number in [1, 2, 5] {
                try db.execute(
                    sql: "INSERT INTO images (id, hash, created, caption, recipe) VALUES (?, ?, ?, ?, ?)",
                    arguments: [
                        number, Samples.hash(number).description, number * 10, "Boot \(12 - number)",
                        #"{"prompt":"ankle","model":"fashion"}"#,
                    ])
                try db.execute(
                    sql: "INSERT INTO image_vectors (image, encoder, vector) VALUES (?, zeroblob(32), ?)",
                    arguments: [number, Data(Samples.embedding(number).bytes)])
            }
        }
        try queue.close()
        for number in [1, 2, 5] {
            try SystemFiles().writeSynced(
                Samples.png(number), to: folder.file("pictures/\(Samples.hash(number)).png"))
        }
        let catalogue = try Catalogue(folder: folder.path)
        #expect(catalogue.findings == Catalogue.Findings())
        let page = try await catalogue.images(matching: ImageQuery(text: "ankle", order: .caption))
        #expect(page.images.map(\.caption) == ["Boot 7", "Boot 10", "Boot 11"])
        #expect(page.images.map(\.id) == [5, 2, 1])
        #expect(page.images.allSatisfy { $0.version == 1 && $0.shared && $0.owner == nil })
        let vectors = try await catalogue.pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM image_vectors") }
        #expect(vectors == 3)
        let filtered = try await catalogue.images(matching: ImageQuery(filter: ImageFilter(model: "fashion")))
        #expect(filtered.total == 3)
        #expect(try await catalogue.saveSample(9, "new").image.id > 5)
    }
}

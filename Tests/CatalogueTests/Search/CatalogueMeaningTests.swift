import DurableFiles
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Catalogue

struct CatalogueMeaningTests {
    private static func matches(_ catalogue: Catalogue, _ number: Int, encoder: UInt8 = 1) async throws -> [Int] {
        let meaning = try ImageQuery.Meaning(encoder: Samples.encoder(encoder), vector: Samples.embedding(number))
        let query = ImageQuery(text: "no such word", meaning: meaning, order: .relevance)
        let page = try await catalogue.images(matching: query)
        #expect(page.hits.allSatisfy { $0.match == .meaning })
        return page.images.map { Int($0.created) }
    }

    /// Gives every picture that lacks one the vector that belongs to its number.
    private static func fill(_ catalogue: Catalogue, encoder: UInt8 = 1) async throws {
        let encoder = try Samples.encoder(encoder)
        let texts = try await catalogue.imagesLackingVector(of: encoder, limit: 100)
        let vectors = try texts.map { ($0, try Samples.embedding(Int($0.image))) }
        try await catalogue.keep(vectors, of: encoder)
    }

    @Test func vectorsAreFoundFollowChangesAndAreThereAfterARestart() async throws {
        let folder = try TemporaryFolder()
        do {
            let catalogue = try Catalogue(folder: folder.path)
            for number in 1...4 { try await catalogue.saveSample(number, "picture \(number)") }
            #expect(try await Self.matches(catalogue, 2) == [])
            try await Self.fill(catalogue)
            #expect(try await Self.matches(catalogue, 2) == [2])
            try await catalogue.delete(Samples.hash(2))
            #expect(try await Self.matches(catalogue, 2) == [])
            _ = try await catalogue.rename(Samples.hash(3), to: Caption("something else"))
            #expect(try await Self.matches(catalogue, 3) == [])
            #expect(
                try await catalogue.imagesLackingVector(of: Samples.encoder(1), limit: 9)
                    == [ImageText(image: 3, caption: "something else", prompt: "ankle boot")])
        }
        let catalogue = try Catalogue(folder: folder.path)
        #expect(try await Self.matches(catalogue, 3) == [])
        #expect(try await Self.matches(catalogue, 4) == [4])
        try await catalogue.forgetVectors()
        #expect(try await Self.matches(catalogue, 4) == [])
        #expect(try await catalogue.countOfImagesLackingVector(of: Samples.encoder(1)) == 3)
    }

    @Test func vectorsOfAnotherEncoderAreNotComparedAndAreReplaced() async throws {
        let folder = try TemporaryFolder()
        let catalogue = try Catalogue(folder: folder.path)
        try await catalogue.saveSample(1, "picture")
        try await Self.fill(catalogue, encoder: 1)
        #expect(try await Self.matches(catalogue, 1, encoder: 2) == [])
        #expect(try await catalogue.countOfImagesLackingVector(of: Samples.encoder(2)) == 1)
        try await Self.fill(catalogue, encoder: 2)
        #expect(try await Self.matches(catalogue, 1, encoder: 2) == [1])
        #expect(try await Self.matches(catalogue, 1, encoder: 1) == [])
        #expect(try await catalogue.countOfImagesLackingVector(of: Samples.encoder(2)) == 0)
    }

    @Test func aVectorOfTheOldCaptionIsNotKept() async throws {
        let folder = try TemporaryFolder()
        let catalogue = try Catalogue(folder: folder.path)
        for number in 1...2 { try await catalogue.saveSample(number, "picture \(number)") }
        let texts = try await catalogue.imagesLackingVector(of: Samples.encoder(1), limit: 9)
        _ = try await catalogue.rename(Samples.hash(1), to: Caption("something else"))
        try await catalogue.delete(Samples.hash(2))
        try await catalogue.keep(texts.map { ($0, try Samples.embedding(1)) }, of: Samples.encoder(1))
        #expect(try await Self.matches(catalogue, 1) == [])
        #expect(try await catalogue.countOfImagesLackingVector(of: Samples.encoder(1)) == 1)
    }

    private static let hash = Data(repeating: 1, count: 32).databaseValue

    @Test(arguments: [
        (hash, Data().databaseValue), (hash, Data(repeating: 0x3D, count: 1532).databaseValue),
        (hash, Data(repeating: 0xFF, count: 1536).databaseValue), (hash, 7.databaseValue), (hash, "text".databaseValue),
        (Data(repeating: 1, count: 31).databaseValue, Data(repeating: 0, count: 1536).databaseValue),
        (1.5.databaseValue, Data(repeating: 0, count: 1536).databaseValue),
    ])
    func damagedVectorsAreDroppedToldAndTheRestIsSearched(encoder: DatabaseValue, vector: DatabaseValue) async throws {
        let folder = try TemporaryFolder()
        do {
            let catalogue = try Catalogue(folder: folder.path)
            for number in 1...3 { try await catalogue.saveSample(number, "picture \(number)") }
            try await Self.fill(catalogue)
            try await catalogue.pool.write { db in
                try db.execute(
                    sql: "UPDATE image_vectors SET encoder = ?, vector = ? WHERE image = 2",
                    arguments: [encoder, vector])
            }
            // Damaged while it runs: found by words, never by meaning.
            #expect(try await Self.matches(catalogue, 2) == [])
            #expect(try await Self.matches(catalogue, 3) == [3])
        }
        do {
            let catalogue = try Catalogue(folder: folder.path)
            #expect(catalogue.findings.damagedVectors == 1)
            #expect(try await Self.matches(catalogue, 3) == [3])
            #expect(try await catalogue.countOfImagesLackingVector(of: Samples.encoder(1)) == 1)
            try await Self.fill(catalogue)
            #expect(try await Self.matches(catalogue, 2) == [2])
        }
        #expect(try Catalogue(folder: folder.path).findings.damagedVectors == 0)
    }

    @Test func aCatalogueOfTheFirstReleaseIsTakenOver() async throws {
        let folder = try TemporaryFolder()
        try SystemFiles().makeDirectory(folder.file("pictures"))
        do {
            let queue = try DatabaseQueue(path: folder.file("catalogue.sqlite"))
            try Catalogue.migrator.migrate(queue, upTo: "image words")
            try await queue.write { db in
                try db.execute(
                    sql:
                        "INSERT INTO images (hash, created, caption, recipe) VALUES (?, 5, 'old', '{\"prompt\":\"bag\"}')",
                    arguments: [String(repeating: "a", count: 64)])
            }
        }
        let catalogue = try Catalogue(folder: folder.path)
        let lacking = try await catalogue.imagesLackingVector(of: Samples.encoder(1), limit: 9)
        #expect(lacking.map(\.text) == ["old, bag"])
        try await Self.fill(catalogue)
        #expect(try await Self.matches(catalogue, 1) == [5])
    }

    @Test(arguments: [
        ("Boots", "", "Boots"), ("My Ankle Boot", "ankle boot", "My Ankle Boot"), ("For Anna", "bag", "For Anna, bag"),
    ])
    func thePromptBelongsToTheMeaning(caption: String, prompt: String, text: String) {
        #expect(ImageText(image: 1, caption: caption, prompt: prompt).text == text)
    }

    /// Sorting by date or caption stays inside what is relevant.
    @Test func relevantPicturesCanBeSorted() async throws {
        let folder = try TemporaryFolder()
        let catalogue = try Catalogue(folder: folder.path)
        for (number, caption) in [(1, "warm coat"), (2, "scarf"), (3, "boots"), (4, "zebra")] {
            try await catalogue.saveSample(number, caption, prompt: "")
        }
        var random = SplitMix(state: 1)
        let vectors = try (1...4).map { try Samples.embedding($0 < 4 ? 1 : 9, spread: 0.3, using: &random) }
        let texts = try await catalogue.imagesLackingVector(of: Samples.encoder(1), limit: 9)
        try await catalogue.keep(texts.map { ($0, vectors[Int($0.image) - 1]) }, of: Samples.encoder(1))
        func search(_ order: ImageQuery.Order, offset: Int = 0, limit: Int = 10) async throws -> ImagePage {
            let meaning = try ImageQuery.Meaning(encoder: Samples.encoder(1), vector: vectors[1])
            return try await catalogue.images(
                matching: ImageQuery(text: "coat", meaning: meaning, order: order, offset: offset, limit: limit))
        }
        let best = try await search(.relevance)
        #expect(best.total == 3)
        #expect(best.hits.first?.match == .both)
        #expect(best.images.first?.caption == "warm coat")
        #expect(try await search(.newest).images.map(\.created) == [3, 2, 1])
        #expect(try await search(.oldest, offset: 1, limit: 1).images.map(\.created) == [2])
        #expect(try await search(.caption).images.map(\.caption) == ["boots", "scarf", "warm coat"])
        #expect(try await search(.caption).hits.map(\.match) == [.meaning, .meaning, .both])
        #expect(try await search(.relevance, offset: 2).images.count == 1)
    }
}

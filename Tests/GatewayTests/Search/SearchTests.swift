import HTTPTypes
import HummingbirdTesting
import Logging
import Synchronization
import TestSupport
import Testing
import WireTransport

@testable import Catalogue
@testable import Gateway

struct SearchTests {
    private struct Page: Decodable {
        struct Image: Decodable, Equatable {
            let caption: String
            let match: String?
        }

        struct Search: Decodable, Equatable {
            let meaning: Bool
            let reason: String?
            let missing: Int
            var corrected: String?
        }

        let images: [Image]
        let total: Int
        let search: Search?
    }

    private static func page(_ gateway: GatewayHarness, _ query: String) async throws -> Page {
        try await gateway.get("/api/images?\(query)").decoded()
    }

    private static func waitUntilEncoded(_ gateway: GatewayHarness) async throws {
        try await eventually {
            try await page(gateway, "q=x").search == .init(meaning: true, reason: nil, missing: 0)
                && gateway.gateway.indexer.countOfMissing == 0
        }
    }

    @Test func picturesAreFoundByWhatTheyMean() async throws {
        try await GatewayHarness.run { gateway in
            gateway.inference.encoder.withLock { $0 = 1 }
            for (seed, caption) in [(1, "Long coat"), (2, "Scarf"), (3, "Something of a zebra")] {
                _ = try await gateway.save(caption, seed: seed)
            }
            try await eventually {
                try await Self.page(gateway, "q=warm").total == 2
            }
            try await Self.waitUntilEncoded(gateway)
            let found = try await Self.page(gateway, "q=coat")
            #expect(
                found.images == [.init(caption: "Long coat", match: "both"), .init(caption: "Scarf", match: "meaning")])
            #expect(found.search == .init(meaning: true, reason: nil, missing: 0))
            let words = try await Self.page(gateway, "q=zebra").images
            #expect(words == [.init(caption: "Something of a zebra", match: "words")])
            #expect(try await Self.page(gateway, "q=warm&sort=newest").images.map(\.caption) == ["Scarf", "Long coat"])
            #expect(try await Self.page(gateway, "q=warm&sort=oldest&offset=1").images.map(\.caption) == ["Scarf"])
            let all = try await Self.page(gateway, "sort=newest")
            #expect(all.search == nil && all.total == 3 && all.images.allSatisfy { $0.match == nil })
        }
    }

    @Test func aRenamedPictureMeansWhatItIsCalledNow() async throws {
        try await GatewayHarness.run { gateway in
            gateway.inference.encoder.withLock { $0 = 1 }
            let saved = try await gateway.save("Scarf", seed: 1)
            try await eventually { try await Self.page(gateway, "q=warm").total == 1 }
            _ = try await gateway.send(.patch, "/api/images/\(saved.hash)", #"{"caption":"Zebra"}"#)
            #expect(try await Self.page(gateway, "q=warm").total == 0)
            try await eventually { try await gateway.gateway.catalogue.isComplete(encoder: 1) }
            #expect(try await Self.page(gateway, "q=warm").total == 0)
        }
    }

    @Test func withoutAnEncoderWordsCountAndTheAnswerSaysSo() async throws {
        try await GatewayHarness.run { gateway in
            _ = try await gateway.save("Long coat")
            let page = try await Self.page(gateway, "q=coat")
            #expect(page.images == [.init(caption: "Long coat", match: "words")])
            #expect(page.search?.meaning == false)
            #expect(page.search?.reason == "The inference server has no sentence encoder.")
            #expect(page.search?.corrected == nil)
            let misspelled = try await Self.page(gateway, "q=loong%20coat")
            #expect(misspelled.images == page.images)
            #expect(misspelled.search?.corrected == "long coat")
        }
    }

    @Test func withoutAServerWordsCountAndTheAnswerSaysSo() async throws {
        try await GatewayHarness.run(isServerHere: false) { gateway in
            let search = try #require(try await Self.page(gateway, "q=coat").search)
            #expect(!search.meaning)
            #expect(search.reason == "The inference server is away.")
        }
    }

    @Test func whatWasSavedWithoutAnEncoderIsEncodedOnceThereIsOne() async throws {
        try await GatewayHarness.run { gateway in
            _ = try await gateway.save("Scarf")
            #expect(try await Self.page(gateway, "q=warm").total == 0)
            gateway.inference.encoder.withLock { $0 = 1 }
            try await eventually { try await Self.page(gateway, "q=warm").total == 1 }
        }
    }

    @Test func reindexingByHandRepairs() async throws {
        let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let folder = try TemporaryFolder()
        let inference = FakeInference()
        inference.encoder.withLock { $0 = 1 }
        let server = try await GatewayHarness.serve(inference)
        @Sendable func reindex(all: Bool = false) async throws -> Int {
            try await Reindexing.run(
                folder: folder.path, server: ServerAddress(host: "127.0.0.1", port: server.port), all: all,
                logger: quiet)
        }
        do {
            let catalogue = try Catalogue(folder: folder.path)
            _ = try await catalogue.save(
                png: [1], hash: PictureHash(String(repeating: "a", count: 64)), caption: Caption("Coat"), recipe: "{}",
                created: 1)
            let error = await #expect(throws: CatalogueError.self) { try await reindex() }
            #expect(error?.code == .folderInUse)
        }
        #expect(try await reindex() == 1)
        #expect(try await reindex() == 0)
        #expect(try await reindex(all: true) == 1)
        #expect(try await Catalogue(folder: folder.path).isComplete(encoder: 1))
        await server.shutdown(goingAway: "The test is over.")
        // Nothing is forgotten for a server that is not there.
        await #expect(throws: ConnectionError.self) { try await reindex(all: true) }
        #expect(try await Catalogue(folder: folder.path).isComplete(encoder: 1))
    }
}

extension Catalogue {
    fileprivate func isComplete(encoder: UInt8) async throws -> Bool {
        let encoder = try #require(EncoderHash(bytes: Topics.hash(encoder)))
        return try await countOfImagesLackingVector(of: encoder) == 0
    }
}

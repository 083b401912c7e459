import HTTPTypes
import HummingbirdTesting
import Testing

@testable import Catalogue
@testable import Gateway

struct TrashTests {
    private struct Trash: Decodable {
        let images: [Entry]
        let total: Int

        struct Entry: Decodable {
            let image: GatewayHarness.Saved
            let deleted: Int64
            let expires: Int64
        }
    }

    private func trash(_ gateway: GatewayHarness) async throws -> Trash {
        try await gateway.get("/api/trash").decoded()
    }

    private func hashes(_ images: GatewayHarness.Saved...) -> String {
        #"{"hashes":[\#(images.map { "\"\($0.hash)\"" }.joined(separator: ","))]}"#
    }

    @Test func deletedUndoneAndRemovedForGood() async throws {
        try await GatewayHarness.run { gateway in
            let first = try await gateway.save("First", seed: 1)
            let second = try await gateway.save("Second", seed: 2)
            #expect(try await gateway.delete("/api/images/\(first.hash)").status == .noContent)
            _ = try await gateway.get(first.url).problem(.notFound)
            let listed = try await trash(gateway)
            #expect(listed.total == 1)
            let entry = try #require(listed.images.first)
            #expect(entry.image.caption == "First")
            #expect(entry.expires - entry.deleted == 30 * 24 * 3600 * 1000)
            #expect(try await gateway.get(entry.image.url).headers[.contentType] == "image/png")

            #expect(try await gateway.send(.post, "/api/trash/restore", hashes(first)).status == .ok)
            #expect(try await gateway.get(first.url).status == .ok)
            #expect(try await trash(gateway).total == 0)

            #expect(try await gateway.send(.post, "/api/trash", hashes(first, second)).status == .ok)
            #expect(try await gateway.get("/api/images").decoded(as: GatewayHarness.Page.self).total == 0)
            let removed = try await gateway.send(.post, "/api/trash/remove", hashes(first))
            #expect(removed.text == #"{"removed":1}"#)
            _ = try await gateway.send(.post, "/api/trash/restore", hashes(first)).problem(.notFound)
            #expect(try await gateway.delete("/api/trash").text == #"{"removed":1}"#)
            #expect(try await trash(gateway).total == 0)
            _ = try await gateway.get("/trash/\(second.hash).png").problem(.notFound)
        }
    }

    @Test(arguments: [
        #"{"hashes":[]}"#, #"{"hashes":["x"]}"#, #"{"hashes":["../../etc/passwd"]}"#, #"{"hashes":7}"#, "{}", "",
    ])
    func listsThatAreNoneAreRefused(body: String) async throws {
        try await GatewayHarness.run(isServerHere: false) { gateway in
            for path in ["/api/trash", "/api/trash/restore", "/api/trash/remove", "/api/archive"] {
                _ = try await gateway.send(.post, path, body).problem(.badRequest)
            }
        }
    }

    @Test func theKeeperEmptiesWhatIsOld() async throws {
        try await GatewayHarness.run { gateway in
            let saved = try await gateway.save("Old")
            _ = try await gateway.delete("/api/images/\(saved.hash)")
            let deleted = try #require(try await trash(gateway).images.first?.deleted)
            for (time, total) in [(deleted + Catalogue.trashPeriod, 1), (deleted + Catalogue.trashPeriod + 1, 0)] {
                await TrashKeeper(
                    catalogue: gateway.gateway.catalogue, logger: GatewayHarness.quiet, wallClock: WallClock { time }
                ).purge()
                #expect(try await trash(gateway).total == total)
            }
        }
    }
}

import HTTPTypes
import HummingbirdTesting
import Testing

@testable import Catalogue
@testable import Gateway

struct ArchiveTests {
    @Test func manyPicturesAreOneFile() async throws {
        try await GatewayHarness.run { gateway in
            var saved: [GatewayHarness.Saved] = []
            for seed in 1...3 { saved.append(try await gateway.save("Boot", seed: seed)) }
            let form = (saved.map(\.hash) + [saved[0].hash]).map { "hash=\($0)" }.joined(separator: "&")
            let answer = try await gateway.send(
                .post, "/api/archive", form, type: "application/x-www-form-urlencoded")
            #expect(answer.status == .ok)
            #expect(answer.headers[.contentType] == "application/zip")
            #expect(answer.headers[.contentDisposition] == #"attachment; filename="reverie-3-pictures.zip""#)
            #expect(answer.headers[.contentLength] == String(answer.bytes.count))
            for image in saved {
                let png = try await gateway.get(image.url).bytes
                #expect(answer.bytes.firstRange(of: png) != nil)
            }
            #expect(answer.text.contains("Boot (3).png"))
        }
    }

    @Test func formsThatAreTooLargeAreToldTheirLimit() async throws {
        try await GatewayHarness.run(isServerHere: false) { gateway in
            let form = String(repeating: "a", count: 800_001)
            let answer = try await gateway.send(
                .post, "/api/archive", form, type: "application/x-www-form-urlencoded")
            #expect(try answer.problem(.contentTooLarge).detail.contains("800000 bytes"))
        }
    }

    @Test func picturesThatAreGoneAreLeftOut() async throws {
        try await GatewayHarness.run { gateway in
            let saved = try await gateway.save("Boot")
            let gone = String(repeating: "a", count: 64)
            let both = try await gateway.send(.post, "/api/archive", #"{"hashes":["\#(gone)","\#(saved.hash)"]}"#)
            #expect(both.status == .ok && both.text.contains("Boot.png"))
            _ = try await gateway.send(.post, "/api/archive", #"{"hashes":["\#(gone)"]}"#).problem(.notFound)
        }
    }
}

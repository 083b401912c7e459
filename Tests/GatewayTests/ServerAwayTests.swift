import HTTPTypes
import HummingbirdTesting
import TestSupport
import Testing
import WireTransport

@testable import Gateway

struct ServerAwayTests {
    @Test func gatewayServesWhatItCanWithoutItsServer() async throws {
        try await GatewayHarness.run(isServerHere: false) { gateway in
            #expect(try await gateway.get("/").status == .ok)
            #expect(try await gateway.get("/api/images").status == .ok)
            let models = try await gateway.get("/api/models")
            #expect(models.headers[.retryAfter] == "2")
            let text = try models.problem(.serviceUnavailable).detail
            #expect(text.hasPrefix("The inference server is away. "))
            _ = try await gateway.send(.post, "/api/jobs", "{}").problem(.serviceUnavailable)
        }
    }

    @Test func serverThatGoesAwayInMidPictureIsToldAndComesBack() async throws {
        let inference = FakeInference()
        let server = try await GatewayHarness.serve(inference)
        try await GatewayHarness.run(server: server, inference: inference) { gateway in
            try await gateway.waitForServer(isHere: true)
            let saved = try await gateway.save("Saved before")
            let job = try await gateway.submit(#"{"prompt":"endless"}"#)
            async let events = gateway.events(job.id)
            try await eventually { try await gateway.storyOfNewViewer(job.id).contains("preview") }
            await server.shutdown(goingAway: "The server is stopping.")

            try await gateway.waitForServer(isHere: false)
            _ = try await gateway.get("/api/models").problem(.serviceUnavailable)
            _ = try await gateway.send(.post, "/api/jobs", "{}").problem(.serviceUnavailable)
            #expect(try await gateway.get(saved.url).status == .ok)

            let next = try await GatewayHarness.serve(inference, port: server.port)
            try await gateway.waitForServer(isHere: true)
            // This server remembers no jobs.
            let last = try #require(try await events.last)
            #expect(last.name == "failed")
            #expect(last.data.contains(#""retryable":true"#))
            #expect(last.data.contains("does not know the job any more"))
            let names = try await gateway.events(gateway.submit().id).map(\.name)
            #expect(names.last == "finished")
            await next.shutdown(goingAway: "The test is over.")
        }
    }
}

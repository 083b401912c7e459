import HTTPTypes
import HummingbirdTesting
import Testing

@testable import Gateway

struct HealthTests {
    @Test func allIsWell() async throws {
        try await GatewayHarness.run { gateway in
            for path in ["/healthz", "/readyz"] {
                let answer = try await gateway.get(path)
                #expect(answer.status == .ok)
                #expect(answer.text == #"{"catalogue":"ok","gateway":"ok","server":"ok"}"#)
                #expect(answer.headers[.cacheControl] == "no-store")
            }
        }
    }

    @Test func withoutAServerItLivesAndIsNotReady() async throws {
        try await GatewayHarness.run(isServerHere: false) { gateway in
            #expect(try await gateway.get("/healthz").status == .ok)
            let ready = try await gateway.get("/readyz")
            #expect(ready.status == .serviceUnavailable)
            #expect(ready.text == #"{"catalogue":"ok","gateway":"ok","server":"away"}"#)
        }
    }

    @Test func figuresTellOfRequestsByRoute() async throws {
        try await GatewayHarness.run { gateway in
            let job = try await gateway.submit()
            _ = try await gateway.events(job.id)
            _ = try await gateway.get("/nowhere/\(job.id)")
            let figures = try await gateway.get("/metrics")
            #expect(figures.headers[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
            let lines = figures.text.split(separator: "\n")
            let count = "reverie_gateway_request_seconds_count"
            #expect(lines.contains(#"\#(count){method="POST",route="/api/jobs",status="202"} 1"#))
            #expect(lines.contains(#"\#(count){method="GET",route="/api/jobs/{id}/events",status="200"} 1"#))
            #expect(lines.contains(#"\#(count){method="GET",route="NotFound",status="404"} 1"#))
            #expect(!figures.text.contains(job.id))
            #expect(lines.contains("reverie_gateway_server_up 1.0"))
        }
    }

    @Test func aTraceGoesOnOrBegins() async throws {
        try await GatewayHarness.run { gateway in
            let parent = try #require(HTTPField.Name("traceparent"))
            let answer = try #require(HTTPField.Name("traceresponse"))
            let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
            let asked = try await gateway.get("/healthz", headers: [parent: "00-\(trace)-00f067aa0ba902b7-01"])
            #expect(try #require(asked.headers[answer]).hasPrefix("00-\(trace)-"))
            #expect(asked.headers[answer]?.contains("00f067aa0ba902b7") == false)
            let begun = try await gateway.get("/healthz", headers: [parent: "nonsense"])
            #expect(begun.headers[answer]?.count == 55 && begun.headers[answer]?.contains(trace) == false)
        }
    }
}

import HTTPTypes
import HummingbirdTesting
import Testing

@testable import Gateway

struct JobRefusalTests {
    private static let wrongValues: [(field: String, value: String)] = [
        ("steps", "0"), ("steps", "-1"), ("steps", "501"), ("steps", "10000000"), ("steps", "1e30"),
        ("steps", "2.5"), ("steps", #""many""#), ("steps", "99999999999999999999999"),
        ("count", "0"), ("count", "5"), ("count", "256"), ("count", "-1"),
        ("guidanceScale", #""NaN""#), ("guidanceScale", "1e999"), ("guidanceScale", "1e39"),
        ("guidanceScale", "101"), ("guidanceScale", "-101"),
        ("eta", "-0.1"), ("eta", "1.1"), ("eta", "1e300"),
        ("model", #""dreams""#), ("model", #""""#), ("model", "7"), ("model", #""../fashion""#),
        ("sampler", #""euler""#), ("sampler", #""DDIM""#), ("sampler", "[]"),
        ("seed", #""-1""#), ("seed", #""18446744073709551616""#), ("seed", #""1.5""#), ("seed", #""0x7""#),
        ("seed", #""""#), ("seed", #""seven""#), ("seed", "-1"), ("seed", "true"), ("seed", #""٣""#), ("seed", "1.5"),
        ("prompt", #""no such prompt""#), ("prompt", "7"),
        ("prompt", "\"" + String(repeating: "a", count: 101) + "\""),
        ("negativePrompt", "\"" + String(repeating: "é", count: 51) + "\""),
    ]

    @Test func parameterThatDoesNotDoIsNamed() async throws {
        try await GatewayHarness.run { gateway in
            for (field, value) in Self.wrongValues {
                let problem = try await gateway.send(.post, "/api/jobs", "{\"\(field)\":\(value)}").problem(.badRequest)
                #expect(problem.field == field, "\(value)")
            }
        }
    }

    @Test(arguments: ["", "{", "[]", "null", "7", #"{"steps":NaN}"#, #"{"guidanceScale":Infinity}"#, "\u{0}\u{1}"])
    func whatIsNoJSONObjectIsRefused(body: String) async throws {
        try await GatewayHarness.run { gateway in
            _ = try await gateway.send(.post, "/api/jobs", body).problem(.badRequest)
        }
    }

    @Test func bodiesThatAreTooLargeAreRefused() async throws {
        try await GatewayHarness.run { gateway in
            let prompt = String(repeating: "a", count: 10_000_000)
            let problem = try await gateway.send(.post, "/api/jobs", #"{"prompt":"\#(prompt)"}"#)
                .problem(.contentTooLarge)
            #expect(problem.detail.contains("65536 bytes"))
            #expect(gateway.inference.submitted.isEmpty)
        }
    }

    @Test(arguments: ["text/plain", "application/x-www-form-urlencoded", ""])
    func foreignPagesCannotSubmit(type: String) async throws {
        try await GatewayHarness.run { gateway in
            _ = try await gateway.send(.post, "/api/jobs", "{}", type: type).problem(.unsupportedMediaType)
            #expect(gateway.inference.submitted.isEmpty)
        }
    }

    @Test(arguments: [("busy", 503, "The queue is full"), ("faulty", 502, "The model is not well.")])
    func serversRefusalIsPassedOn(prompt: String, status: Int, sentence: String) async throws {
        try await GatewayHarness.run { gateway in
            let response = try await gateway.send(.post, "/api/jobs", #"{"prompt":"\#(prompt)"}"#)
            #expect(response.status.code == status)
            let text = try response.problem(response.status).detail
            #expect(text.contains(sentence))
            #expect((response.headers[.retryAfter] != nil) == (status == 503))
        }
    }

    @Test(arguments: [
        "x", "..", String(repeating: "0", count: 32), String(repeating: "g", count: 32), "%2e%2e%2f%2e%2e",
    ])
    func jobsThatDoNotExistAreAPlainProblem(id: String) async throws {
        try await GatewayHarness.run { gateway in
            for path in ["/api/jobs/\(id)/events", "/api/jobs/\(id)/images/0.png"] {
                _ = try await gateway.get(path).problem(.notFound)
            }
            _ = try await gateway.delete("/api/jobs/\(id)").problem(.notFound)
        }
    }

    @Test(arguments: ["1", "-1", "x", "999999999999999999999", "0.0"])
    func picturesThatDoNotExistAreAPlainProblem(index: String) async throws {
        try await GatewayHarness.run { gateway in
            let job = try await gateway.submit()
            _ = try await gateway.events(job.id)
            _ = try await gateway.get("/api/jobs/\(job.id)/images/\(index).png").problem(.notFound)
        }
    }
}

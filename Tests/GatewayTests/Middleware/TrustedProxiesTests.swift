import HTTPTypes
import HummingbirdTesting
import Testing

@testable import Gateway

struct TrustedProxiesTests {
    @Test(arguments: [
        ("::ffff:10.0.0.1", "10.0.0.1"), ("::FFFF:10.0.0.1", "10.0.0.1"), ("10.0.0.1", "10.0.0.1"), ("::1", "::1"),
        ("::ffff:a00:1", "::ffff:a00:1"), ("unknown", "unknown"), ("", ""),
    ])
    func addressesOfIPv4AreThoseHoweverASocketSaysThem(address: String, plain: String) {
        #expect(TrustedProxies.plain(address) == plain)
        #expect(TrustedProxies([address]).addresses == [plain])
    }

    @Test(arguments: [("::ffff:10.0.0.7", "10.0.0.7"), ("10.0.0.7, ::ffff:127.0.0.1", "10.0.0.7"), ("", "127.0.0.1")])
    func theLastThatIsNoProxyIsTheClient(forwarded: String, client: String) async throws {
        let name = try #require(HTTPField.Name("X-Forwarded-For"))
        let limiter = RateLimitMiddleware.network(client)
        #expect(limiter == client)
        try await GatewayHarness.run(
            isServerHere: false, access: .init(proxies: TrustedProxies(["::ffff:127.0.0.1"])), withAccounts: true
        ) { gateway in
            func guess(_ headers: HTTPFields) async throws -> Int {
                var headers = headers
                headers[.authorization] = "Bearer x"
                return try await gateway.get("/api/images", headers: headers).status.code
            }
            for _ in 0..<10 { _ = try await guess([name: forwarded]) }
            #expect(try await guess([name: client]) == 429)
            #expect(try await guess([name: "10.0.0.8"]) == 401)
        }
    }
}

import HTTPTypes
import HummingbirdTesting
import Testing

@testable import Gateway

struct RateLimitTests {
    private let start = ContinuousClock.now

    @Test func theBucketEmptiesAndFillsAgain() {
        let limiter = RateLimiter(RateLimit(burst: 3, perSecond: 0.5))
        for _ in 0..<3 { #expect(limiter.wait("a", at: start) == nil) }
        #expect(limiter.wait("a", at: start) == 2)
        #expect(limiter.wait("b", at: start) == nil, "Others do not pay for it.")
        #expect(limiter.wait("a", at: start + .seconds(1)) == 1)
        #expect(limiter.wait("a", at: start + .seconds(2)) == nil)
        #expect(limiter.wait("a", at: start + .seconds(2)) == 2)
        for _ in 0..<3 { #expect(limiter.wait("a", at: start + .seconds(1000)) == nil) }
        #expect(limiter.wait("a", at: start + .seconds(1000)) != nil, "It holds no more than its burst.")
        #expect(limiter.wait("a", at: start) != nil, "A clock that goes back fills nothing.")
    }

    @Test func askingTakesNothing() {
        let limiter = RateLimiter(RateLimit(burst: 1, perSecond: 1))
        for _ in 0..<5 { #expect(limiter.wait("a", taking: false, at: start) == nil) }
        #expect(limiter.wait("a", at: start) == nil)
        #expect(limiter.wait("a", taking: false, at: start) == 1)
    }

    @Test func manyClientsAreForgottenButNotThoseThatAskTooMuch() {
        let limiter = RateLimiter(RateLimit(burst: 2, perSecond: 0.001))
        for _ in 0..<3 { _ = limiter.wait("greedy", at: start) }
        for number in 0..<30_000 { _ = limiter.wait("\(number)", at: start) }
        #expect(limiter.wait("greedy", at: start) != nil)
    }

    @Test(arguments: [
        ("192.168.1.7", "192.168.1.7"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2"), ("2001:db8:1:2:9::1", "2001:db8:1:2"),
        ("fe80::1", "fe80:0:0:0"), ("::1", "0:0:0:0"), ("unknown", "unknown"),
    ])
    func aNetworkIsOneClient(address: String, network: String) {
        #expect(RateLimitMiddleware.network(address) == network)
    }

    @Test func whoAsksTooMuchIsToldWhenToComeBack() async throws {
        try await GatewayHarness.run(isServerHere: false, access: .init(limitsRates: true)) { gateway in
            var refused: TestClient.Response?
            for _ in 0..<2_000 where refused == nil {
                let answer = try await gateway.send(.post, "/api/jobs", "{}")
                if answer.status == .tooManyRequests { refused = answer }
            }
            let problem = try #require(refused)
            #expect(
                try problem.problem(.tooManyRequests).detail.hasPrefix("You are asking for very many pictures at once.")
            )
            #expect(problem.headers[.retryAfter].flatMap { Int($0) }.map { $0 >= 1 } == true)
            #expect(try await gateway.get("/api/images").status == .ok, "Looking on is not what was too much.")
        }
    }

    @Test(arguments: ["/api/images", "/api/session"])
    func whoGuessesPassPhrasesIsNotListenedTo(path: String) async throws {
        try await GatewayHarness.run(isServerHere: false, withAccounts: true) { gateway in
            var statuses: [Int] = []
            for number in 0..<14 {
                let answer = try await gateway.get(path, headers: [.authorization: "Bearer \(number)"])
                statuses.append(answer.status.code)
            }
            #expect(statuses.prefix(10).allSatisfy { $0 == 401 } && statuses.contains(429), "\(statuses)")
        }
    }

    @Test func behindATrustedProxyEachClientCountsForItself() async throws {
        let name = try #require(HTTPField.Name("X-Forwarded-For"))
        for (proxies, isTold) in [(["127.0.0.1"], false), ([], true)] {
            try await GatewayHarness.run(
                isServerHere: false, access: .init(proxies: TrustedProxies(proxies), limitsRates: true)
            ) { gateway in
                var statuses: Set<Int> = []
                for number in 0..<(isTold ? 2_000 : 450) where !statuses.contains(429) {
                    let answer = try await gateway.send(
                        .post, "/api/jobs", "{}", headers: [name: "6.6.6.6, 10.0.\(number / 250).\(number % 250)"])
                    statuses.insert(answer.status.code)
                }
                #expect(statuses.contains(429) == isTold)
            }
        }
    }
}

import HTTPTypes
import HummingbirdTesting
import Testing

@testable import Gateway

struct SameOriginTests {
    private static func fields(_ pairs: (String, String)...) -> HTTPFields {
        var fields: HTTPFields = [:]
        for (name, value) in pairs { if let name = HTTPField.Name(name) { fields[name] = value } }
        return fields
    }

    @Test(
        arguments: [
            ([("Sec-Fetch-Site", "same-origin")], true), ([("Sec-Fetch-Site", "none")], true), ([], true),
            ([("Origin", "http://localhost")], true), ([("Origin", "HTTP://LOCALHOST")], true),
            ([("Sec-Fetch-Site", "cross-site")], false), ([("Sec-Fetch-Site", "same-site")], false),
            ([("Origin", "http://evil.example")], false), ([("Origin", "http://localhost:81")], false),
            ([("Origin", "null")], false), ([("Origin", "localhost")], false),
            ([("Sec-Fetch-Site", "cross-site"), ("Origin", "http://localhost")], false),
        ] as [([(String, String)], Bool)])
    func onlyOwnPagesChangeAnything(headers: [(String, String)], isAllowed: Bool) async throws {
        try await GatewayHarness.run(isServerHere: false) { gateway in
            var fields: HTTPFields = [:]
            for (name, value) in headers { fields[try #require(HTTPField.Name(name))] = value }
            let trash = try await gateway.delete("/api/trash", headers: fields)
            let job = try await gateway.send(.post, "/api/jobs", "{}", headers: fields)
            #expect(trash.status == (isAllowed ? .ok : .forbidden))
            #expect(job.status == (isAllowed ? .serviceUnavailable : .forbidden))
            #expect(try await gateway.get("/api/images", headers: fields).status == .ok, "Reading changes nothing.")
        }
    }

    @Test(arguments: [
        ("localhost", 200), ("localhost:8080", 200), ("127.0.0.1:8080", 200), ("[::1]:8080", 200),
        ("192.168.1.7", 200), ("a.localhost", 200), ("evil.example", 421), ("evil.example:8080", 421),
        ("127.0.0.1.evil.example", 421),
    ])
    func namesThatOthersGaveThisMachineAreRefused(host: String, status: Int) async throws {
        try await GatewayHarness.run(isServerHere: false, access: .init(isLocal: true)) { gateway in
            let answer = try await gateway.get("/api/images", host: host)
            #expect(answer.status.code == status)
        }
        try await GatewayHarness.run(isServerHere: false) { gateway in
            let answer = try await gateway.get("/api/images", host: host)
            #expect(answer.status == .ok)
        }
    }

    @Test func aTrustedProxySaysWhoAsksAndByWhichName() async throws {
        let forwarded = Self.fields(
            ("X-Forwarded-Host", "reverie.example"), ("Origin", "https://reverie.example"),
            ("X-Forwarded-Proto", "https"))
        try await GatewayHarness.run(
            isServerHere: false, access: .init(proxies: TrustedProxies(["127.0.0.1"])), withAccounts: true
        ) { gateway in
            let answer = try await gateway.send(
                .post, "/api/session", #"{"name":"Anna","passPhrase":"a long phrase"}"#, headers: forwarded)
            #expect(answer.status == .ok)
            #expect(answer.headers[.setCookie]?.hasSuffix("; Secure") == true)
        }
        try await GatewayHarness.run(isServerHere: false) { gateway in
            let answer = try await gateway.delete("/api/trash", headers: forwarded)
            #expect(answer.status == .forbidden, "Nobody's word is taken.")
        }
    }
}

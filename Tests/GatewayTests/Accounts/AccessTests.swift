import FoundationEssentials
import HTTPTypes
import HummingbirdTesting
import Testing

@testable import Catalogue
@testable import Gateway

struct AccessTests {
    /// Every kind of address, closed to whoever has not signed in.
    private static let closed = [
        "/", "/catalogue", "/trash", "/account", "/api/images", "/api/catalogue", "/api/trash", "/api/models",
        "/images/\(String(repeating: "a", count: 64)).png", "/trash/\(String(repeating: "a", count: 64)).png",
        "/api/jobs/00000000000000000000000000000000/events", "/v1/models", "/sdapi/v1/samplers", "/metrics",
        "/openapi.json", "/nothing", "/api/accounts", "/api/preferences", "//", "/assets", "/api/session/x",
    ]

    @Test func everythingIsClosedToThoseNotSignedIn() async throws {
        try await GatewayHarness.run(isServerHere: false, withAccounts: true) { gateway in
            for path in Self.closed {
                let problem = try await gateway.get(path)
                #expect(problem.status == .unauthorized, "\(path)")
                #expect(problem.headers[.wwwAuthenticate] == #"Bearer realm="Reverie""#)
                let page = try await gateway.get(path, headers: [.accept: "text/html,*/*"])
                #expect(page.status == .seeOther, "\(path)")
                #expect(page.headers[.location] == "/sign-in")
            }
            for path in ["/api/jobs", "/api/images", "/api/trash", "/api/archive", "/v1/images/generations"] {
                #expect(try await gateway.send(.post, path, "{}").status == .unauthorized, "\(path)")
            }
            for (path, status) in [("/sign-in", 200), ("/assets/sign-in.js", 200), ("/healthz", 200)] {
                #expect(try await gateway.get(path).status.code == status, "\(path)")
            }
            _ = try await gateway.get("/api/session").problem(.unauthorized)
        }
    }

    @Test func withoutAccountsNobodySignsIn() async throws {
        try await GatewayHarness.run(isServerHere: false) { gateway in
            #expect(try await gateway.get("/").status == .ok)
            #expect(try await !gateway.get("/").text.contains("/account"))
            _ = try await gateway.get("/sign-in").problem(.notFound)
            _ = try await gateway.get("/api/session").problem(.notFound)
        }
    }

    @Test func cookiesBearerTokensAndBasicLetIn() async throws {
        try await GatewayHarness.run(isServerHere: false, withAccounts: true) { gateway in
            let anna = try await gateway.signIn("Anna")
            #expect(try await gateway.get("/api/images", headers: anna).status == .ok)
            #expect(try await gateway.get("/api/session", headers: anna).text == #"{"admin":true,"name":"Anna"}"#)
            let accounts = try #require(gateway.gateway.access.accounts)
            let account = try #require(try await accounts.store.account(named: "Anna"))
            let token = try await accounts.newProgramToken(for: account)
            for header in [
                "Bearer \(token)", "bearer \(token)", "Basic \(Self.basic("anything:\(token)"))",
                "Basic \(Self.basic("Anna:a long phrase"))",
            ] {
                #expect(
                    try await gateway.get("/api/images", headers: [.authorization: header]).status == .ok, "\(header)")
            }
            for header in [
                "Bearer", "Bearer x", "Basic \(Self.basic("Anna:wrong phrase"))", "Basic !",
                "Basic \(Self.basic("Anna"))",
                "Digest \(token)",
            ] {
                let answer = try await gateway.get("/api/images", headers: [.authorization: header])
                #expect(answer.status == .unauthorized, "\(header)")
            }
            #expect(try await accounts.store.closeSessions(of: "Anna") == 2)
            #expect(try await gateway.get("/api/images", headers: anna).status == .unauthorized)
        }
    }

    @Test func signingInAndOut() async throws {
        try await GatewayHarness.run(isServerHere: false, withAccounts: true) { gateway in
            let answer = try await gateway.send(
                .post, "/api/session", #"{"name":"anna","passPhrase":"a long phrase"}"#)
            let cookie = try #require(answer.headers[.setCookie])
            #expect(cookie.contains("; HttpOnly; SameSite=Lax"))
            let anna: HTTPFields = [.cookie: "other=1; " + cookie.prefix { $0 != ";" }]
            #expect(try await gateway.get("/account", headers: anna).status == .ok)
            for body in [
                #"{"name":"Anna","passPhrase":"another phrase"}"#, #"{"name":"Nobody","passPhrase":"a long phrase"}"#,
            ] {
                let problem = try await gateway.send(.post, "/api/session", body).problem(.unauthorized)
                #expect(problem.detail == "The name and the pass phrase do not belong together.")
            }
            let out = try await gateway.delete("/api/session", headers: anna)
            #expect(out.status == .noContent)
            #expect(out.headers[.setCookie]?.contains("Max-Age=0") == true)
            #expect(try await gateway.get("/account", headers: anna).status == .unauthorized)
        }
    }

    @Test func ownPicturesAndTheSharedCatalogue() async throws {
        try await GatewayHarness.run(withAccounts: true) { gateway in
            let anna = try await gateway.signIn("Anna")
            let ben = try await gateway.signIn("Ben")
            let accepted = try await gateway.send(.post, "/api/jobs", #"{"seed":"5"}"#, headers: anna)
                .decoded(as: GatewayHarness.Accepted.self)
            _ = try await gateway.get(accepted.events, headers: anna)
            func save(_ caption: String, by who: HTTPFields) async throws -> TestClient.Response {
                let body = #"{"job":"\#(accepted.id)","image":0,"caption":"\#(caption)"}"#
                return try await gateway.send(.post, "/api/images", body, headers: who)
            }
            let own = try await save("Anna's secret", by: anna)
            #expect(own.status == .created && own.text.contains(#""shared":false"#))
            let hash = try own.decoded(as: GatewayHarness.Saved.self).hash
            // Another one's is not there for Ben, whose own copy of the same bytes is one of its own.
            #expect(try await gateway.get("/images/\(hash).png", headers: ben).status == .notFound)
            #expect(
                try await gateway.get("/api/images?q=secret", headers: ben).decoded(as: GatewayHarness.Page.self).total
                    == 0)
            #expect(try await save("Ben's", by: ben).status == .created)
            #expect(try await gateway.get("/api/images", headers: ben).text.contains("secret") == false)
            #expect(try await gateway.delete("/api/images/\(hash)", headers: ben).status == .noContent)

            let shared = try await gateway.send(.patch, "/api/images/\(hash)", #"{"shared":true}"#, headers: anna)
            #expect(shared.text.contains(#""shared":true"#))
            let seen = try await gateway.get("/api/images/\(hash)", headers: ben)
            #expect(seen.text.contains(#""changeable":false"#))
            #expect(try await gateway.delete("/api/images/\(hash)", headers: ben).status == .forbidden)
            let mine = try await gateway.get("/api/images?owner=mine", headers: ben)
            #expect(try mine.decoded(as: GatewayHarness.Page.self).total == 0)
            // Who may change it is told otherwise than who may not.
            #expect(try await gateway.get("/api/images/\(hash)", headers: anna).headers[.eTag] != seen.headers[.eTag])
            #expect(try await gateway.get("/api/images/\(hash)", headers: ben).headers[.eTag] == seen.headers[.eTag])
        }
    }

    /// The admin does not see it any more, and yet is told that it is done.
    @Test func anAdminHidesWhatSomebodyElseShares() async throws {
        try await GatewayHarness.run(withAccounts: true) { gateway in
            let (anna, ben) = (try await gateway.signIn("Anna"), try await gateway.signIn("Ben"))
            let accepted = try await gateway.send(.post, "/api/jobs", #"{"seed":"5"}"#, headers: ben)
                .decoded(as: GatewayHarness.Accepted.self)
            _ = try await gateway.get(accepted.events, headers: ben)
            let body = #"{"job":"\#(accepted.id)","image":0,"caption":"Ben's","shared":true}"#
            let saved = try await gateway.send(.post, "/api/images", body, headers: ben)
                .decoded(as: GatewayHarness.Saved.self)
            let path = "/api/images/\(saved.hash)"
            let hidden = try await gateway.send(.patch, path, #"{"shared":false}"#, headers: anna)
            #expect(hidden.status == .ok && hidden.text.contains(#""shared":false"#))
            #expect(try await gateway.get(path, headers: anna).status == .notFound)
            #expect(try await gateway.get(path, headers: ben).text.contains(#""shared":false"#))
        }
    }

    @Test func onlyAdminsMakeAndRemoveAccounts() async throws {
        try await GatewayHarness.run(isServerHere: false, withAccounts: true) { gateway in
            let (anna, ben) = (try await gateway.signIn("Anna"), try await gateway.signIn("Ben"))
            let body = #"{"name":"Carl","passPhrase":"his own phrase"}"#
            _ = try await gateway.send(.post, "/api/accounts", body, headers: ben).problem(.forbidden)
            _ = try await gateway.get("/api/accounts", headers: ben).problem(.forbidden)
            let removal = "/api/accounts/remove"
            _ = try await gateway.send(.post, removal, #"{"name":"Anna"}"#, headers: ben).problem(.forbidden)
            #expect(try await gateway.send(.post, "/api/accounts", body, headers: anna).status == .created)
            let again = try await gateway.send(.post, "/api/accounts", body, headers: anna).problem(.badRequest)
            #expect(again.field == "name")
            let short = #"{"name":"Dora","passPhrase":"short"}"#
            #expect(
                try await gateway.send(.post, "/api/accounts", short, headers: anna).problem(.badRequest).field
                    == "passPhrase")
            #expect(try await gateway.send(.post, removal, #"{"name":"ben"}"#, headers: anna).status == .noContent)
            #expect(try await gateway.get("/api/images", headers: ben).status == .unauthorized)
            #expect(try await gateway.get("/api/accounts", headers: anna).text.contains("Carl"))
        }
    }

    @Test func preferencesArePerAccount() async throws {
        try await GatewayHarness.run(isServerHere: false, withAccounts: true) { gateway in
            let (anna, ben) = (try await gateway.signIn("Anna"), try await gateway.signIn("Ben"))
            let body = #"{"reverie.theme":"\"dark\""}"#
            #expect(try await gateway.send(.put, "/api/preferences", body, headers: anna).status == .noContent)
            #expect(try await gateway.get("/api/preferences", headers: anna).text == body)
            #expect(try await gateway.get("/api/preferences", headers: ben).text == "{}")
            let long = #"{"a":"\#(String(repeating: "x", count: 20_000))"}"#
            #expect(try await gateway.send(.put, "/api/preferences", long, headers: anna).status == .contentTooLarge)
            _ = try await gateway.send(.put, "/api/preferences", "[1]", headers: anna).problem(.badRequest)
        }
    }

    private static func basic(_ text: String) -> String { Data(text.utf8).base64EncodedString() }
}

import HTTPTypes
import HummingbirdTesting
import Testing

@testable import Gateway

struct PageTests {
    @Test func pagesAreServedWithoutScriptsOfTheirOwn() async throws {
        try await GatewayHarness.run(isServerHere: false) { gateway in
            for path in ["/", "/jobs/00000000000000000000000000000000", "/catalogue", "/trash", "/how-it-works"] {
                let page = try await gateway.get(path)
                #expect(page.status == .ok)
                #expect(page.headers[.contentType] == "text/html; charset=utf-8")
                let policy = try #require(page.headers[.contentSecurityPolicy])
                #expect(policy.contains("default-src 'none'; script-src 'self'; style-src 'self'"))
                #expect(!policy.contains("unsafe"))
                #expect(page.headers[.xContentTypeOptions] == "nosniff")
                #expect(!page.text.contains("{{"))
                #expect(page.text.matches(of: /<script/).count == 2)
                #expect(page.text.contains(#"<script src="/assets/theme.js"></script>"#))
                #expect(page.text.matches(of: /<script type="module" src="\/assets\/[a-z]+\.js"><\/script>/).count == 1)
                #expect(!page.text.contains(#/ on[a-z]+=| style=|https?://|<style/#))
            }
        }
    }

    @Test func everyAssetThatPagesAndScriptsNameIsThere() async throws {
        try await GatewayHarness.run(isServerHere: false) { gateway in
            var known: Set<String> = []
            var open = ["/", "/catalogue", "/trash", "/how-it-works"]
            while let path = open.popLast() {
                guard known.insert(path).inserted else { continue }
                let file = try await gateway.get(path)
                #expect(file.status == .ok, "\(path)")
                open += file.text.matches(of: /\/assets\/[a-z-]+\.[a-z]+/).map { String($0.output) }
            }
            #expect(known.count >= 20)
        }
    }

    @Test func unchangedFilesAreNotSentAgain() async throws {
        try await GatewayHarness.run(isServerHere: false) { gateway in
            let first = try await gateway.get("/assets/reverie.css")
            #expect(first.headers[.contentType] == "text/css; charset=utf-8")
            let tag = try #require(first.headers[.eTag])
            let second = try await gateway.get("/assets/reverie.css", headers: [.ifNoneMatch: tag])
            #expect(second.status == .notModified)
            #expect(second.bytes.isEmpty)
        }
    }

    private static let nowhere = [
        "/nothing", "/assets/", "/assets/nothing.css", "/assets/../Templates/index.mustache",
        "/assets/%2e%2e%2fTemplates%2findex.mustache", "/assets/..%5c..", "/api", "/api/", "/catalogue/x",
    ]

    @Test func whatIsNotThereIsAPlainProblem() async throws {
        try await GatewayHarness.run(isServerHere: false) { gateway in
            for path in Self.nowhere {
                let text = try await gateway.get(path).problem(.notFound).detail
                #expect(text.contains("nothing at this address"), "\(path)")
            }
        }
    }

    /// What a browser sends when somebody goes to an address.
    private static let going: HTTPFields = [.accept: "text/html,application/xhtml+xml,*/*;q=0.8"]

    @Test(arguments: [
        ("/nothing", 404, "nothing at this address"), ("/assets/nothing.css", 404, "nothing at this address"),
        ("/images/\(String(repeating: "0", count: 64)).png", 404, "not in the catalogue"),
        ("/images/x.png", 400, "64 hexadecimal digits"), ("/api/jobs/x", 404, "not here any more"),
        ("/api/models", 503, "The inference server is away"), ("/api/images?limit=x", 400, "limit"),
    ])
    func somebodyWhoComesByAnAddressIsShownAPage(path: String, status: Int, words: String) async throws {
        try await GatewayHarness.run(isServerHere: false) { gateway in
            let page = try await gateway.get(path, headers: Self.going)
            #expect(page.status.code == status)
            #expect(page.headers[.contentType] == "text/html; charset=utf-8")
            #expect(page.headers[.cacheControl] == "no-store")
            #expect(page.headers[.contentSecurityPolicy] != nil)
            #expect(page.text.contains(words) && page.text.contains(#"href="/catalogue""#), "\(page.text)")
            #expect(page.text.contains(#"href="">Try again"#) == (status == 503))
            // Everybody else is told the same in a form for programs.
            #expect(try await gateway.get(path).problem(page.status).detail.contains(words))
        }
    }

    @Test func otherInterfacesTellErrorsInTheirOwnForm() async throws {
        try await GatewayHarness.run(isServerHere: false) { gateway in
            for path in ["/v1/models", "/v1/nothing", "/sdapi/v1/nothing"] {
                let answer = try await gateway.get(path, headers: Self.going)
                #expect(answer.headers[.contentType] == "application/json", "\(path)")
            }
            let head = try await gateway.execute(
                TestClient.Request("/nothing", method: .head, authority: "localhost", headers: Self.going))
            #expect(head.status == .notFound && head.headers[.contentType] == "text/html; charset=utf-8")
            let posted = try await gateway.send(.post, "/nothing", "{}", headers: Self.going)
            _ = try posted.problem(.notFound)
        }
    }

    @Test func whatAnAddressSmugglesInIsText() async throws {
        try await GatewayHarness.run(isServerHere: false) { gateway in
            let page = try await gateway.get("/images/%3Cscript%3Ealert(1)%3C%2Fscript%3E.png", headers: Self.going)
            #expect(page.status == .badRequest && !page.text.contains("<script>"))
        }
    }
}

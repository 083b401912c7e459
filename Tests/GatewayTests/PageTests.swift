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
}

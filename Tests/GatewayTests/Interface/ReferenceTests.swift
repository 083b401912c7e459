import HTTPTypes
import HummingbirdTesting
import Testing

@testable import Gateway

struct ReferenceTests {
    @Test func everyRouteIsOnThePage() async throws {
        try await GatewayHarness.run(isServerHere: false) { gateway in
            let page = try await gateway.get("/docs/api")
            #expect(page.status == .ok && page.headers[.contentType] == "text/html; charset=utf-8")
            for route in gateway.gateway.interface.routes {
                #expect(page.text.contains("<article id=\"\(route.identifier)\">"), "\(route.path)")
                #expect(page.text.contains(HTMLText.html(route.summary)))
            }
            #expect(!page.text.contains("{{") && !page.text.contains(#/ style=|https?://|<style/#))
        }
    }

    @Test(arguments: [
        ("a `b` c", "a <code>b</code> c"), ("<i> & \"", "&lt;i&gt; &amp; &quot;"),
        ("`a` `b`", "<code>a</code> <code>b</code>"),
        ("one ` alone", "one ` alone"), ("`<`", "<code>&lt;</code>"), ("", ""),
    ])
    func textsAreEscaped(text: String, html: String) {
        #expect(HTMLText.html(text) == html)
    }
}

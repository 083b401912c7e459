import Testing

@testable import Catalogue

struct CaptionTests {
    @Test(arguments: [
        ("boot", "boot"), ("  a boot \t", "a boot"), ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("靴", "靴"), (String(repeating: "👩‍👩‍👧‍👦", count: 200), String(repeating: "👩‍👩‍👧‍👦", count: 200)),
        (" " + String(repeating: "é", count: 200) + " ", String(repeating: "é", count: 200)),
    ])
    func accepted(text: String, caption: String) throws {
        #expect(try Caption(text).description == caption)
    }

    @Test(arguments: [
        "", "   ", "\n", "\u{2003}", "two\nlines", "two\r\nlines", "a\u{0}b", "a\u{1B}[31mb", "a\u{85}b", "a\u{2028}b",
        String(repeating: "a", count: 201), String(repeating: "👩‍👩‍👧‍👦", count: 201),
        "a" + String(repeating: "\u{301}", count: 10_000),
    ])
    func refused(text: String) {
        let error = #expect(throws: CatalogueError.self) { try Caption(text) }
        #expect(error?.code == .invalidCaption)
    }
}

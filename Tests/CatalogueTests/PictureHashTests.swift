import Testing

@testable import Catalogue

struct PictureHashTests {
    @Test func accepted() throws {
        let digits = String(repeating: "0123456789abcdef", count: 4)
        #expect(try PictureHash(digits).description == digits)
    }

    @Test(arguments: [
        "", "..", "../../etc/passwd", "%2e%2e%2f", String(repeating: "A", count: 64), String(repeating: "a", count: 63),
        String(repeating: "a", count: 65), String(repeating: "a", count: 63) + "/", String(repeating: "g", count: 64),
        String(repeating: "٣", count: 32), String(repeating: "a", count: 63) + "\n",
        String(repeating: "../", count: 21) + "a",
    ])
    func refused(text: String) {
        let error = #expect(throws: CatalogueError.self) { try PictureHash(text) }
        #expect(error?.code == .invalidHash)
    }
}

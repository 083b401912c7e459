import Testing

@testable import reverie

@Suite struct FileNameTests {
    @Test(arguments: [
        ("ankle boot", "ankle-boot"), ("  A photo of: Sneakers!! ", "a-photo-of-sneakers"), ("", "picture"),
        ("...", "picture"), ("../../etc/passwd", "etc-passwd"), ("T-Shirt", "t-shirt"), ("Größe 42", "größe-42"),
        ("シャツ", "シャツ"), ("a\u{0}b\n", "a-b"), ("-rf", "rf"), ("👟", "picture"),
    ])
    func `a prompt becomes a plain name`(prompt: String, stem: String) {
        #expect(FileName.stem(prompt) == stem)
    }

    @Test func `long prompts are cut at a whole character`() {
        #expect(FileName.stem(String(repeating: "a", count: 500)) == String(repeating: "a", count: 60))
        #expect(FileName.stem(String(repeating: "ü", count: 500)) == String(repeating: "ü", count: 30))
        #expect(FileName.stem(String(repeating: "a", count: 59) + " b") == String(repeating: "a", count: 59))
    }
}

import TestSupport
import Testing

@testable import Catalogue

struct SpellingTests {
    @Test(arguments: [
        ("boots", "boots", 0), ("boots", "boot", 1), ("boots", "bots", 1), ("boots", "boost", 1), ("boots", "roots", 1),
        ("lether", "leather", 1), ("elefant", "elephant", 2), ("ab", "ba", 1), ("", "ab", 2), ("ab", "", 2),
        ("", "", 0),
        ("boots", "coats", 2), ("boots", "chalk", nil), ("boots", "bootstrap", nil), ("abcd", "dcba", nil),
    ])
    func distances(a: String, b: String, expected: Int?) {
        let (a, b) = (Array(a.unicodeScalars), Array(b.unicodeScalars))
        #expect(Spelling.distance(a, b, limit: 2) == expected)
        #expect(Spelling.distance(b, a, limit: 2) == expected)
    }

    /// Against the definition, by recursion over the words' ends.
    @Test func distancesAreTheDefinitions() {
        func defined(_ a: ArraySlice<Unicode.Scalar>, _ b: ArraySlice<Unicode.Scalar>) -> Int {
            guard let x = a.last, let y = b.last else { return max(a.count, b.count) }
            var best = min(
                defined(a.dropLast(), b) + 1, defined(a, b.dropLast()) + 1,
                defined(a.dropLast(), b.dropLast()) + (x == y ? 0 : 1))
            if a.count > 1, b.count > 1, a.dropLast().last == y, b.dropLast().last == x {
                best = min(best, defined(a.dropLast(2), b.dropLast(2)) + 1)
            }
            return best
        }
        var random = SplitMix(state: 5)
        for _ in 0..<200 {
            let words = (0..<2).map { _ in
                (0..<Int.random(in: 0...5, using: &random)).map { _ in
                    Unicode.Scalar(UInt8.random(in: 97...99, using: &random))
                }
            }
            #expect(Spelling.distance(words[0], words[1], limit: 9) == defined(words[0][...], words[1][...]))
        }
    }

    @Test func theNearestIsTakenThenTheMostUsed() {
        let known = [("sandals", 1), ("sandal", 3), ("sandel", 2), ("candle", 9)].map {
            Spelling.Known(word: $0.0, captions: $0.1)
        }
        #expect(Spelling.nearest(to: "sandels", among: known) == "sandel")
        #expect(Spelling.nearest(to: "sandils", among: known) == "sandals")
        #expect(Spelling.nearest(to: "candels", among: known) == "candle")
        #expect(Spelling.nearest(to: "umbrela", among: known) == nil)
        #expect(Spelling.nearest(to: "", among: known) == nil)
    }

    @Test(arguments: [
        ("lether boots", "leather boots"), ("Lether", "leather"), ("creme brulée", nil), ("leath", nil), ("boot", nil),
        ("brulee", nil), ("lether umbrela", "leather umbrela"), ("bots", nil), ("", nil), ("?!", nil), ("zzzzzz", nil),
    ])
    func corrections(text: String, expected: String?) async throws {
        let folder = try TemporaryFolder()
        let catalogue = try Catalogue(folder: folder.path)
        try await catalogue.saveSample(1, "Leather boots", prompt: "ankle boot")
        try await catalogue.saveSample(2, "Crème brûlée", prompt: "")
        let page = try await catalogue.images(matching: ImageQuery(text: text))
        #expect(page.corrected == expected)
    }

    /// What is renamed or deleted is no spelling any more.
    @Test func spellingsFollowTheCaptions() async throws {
        let folder = try TemporaryFolder()
        let catalogue = try Catalogue(folder: folder.path)
        func found(_ text: String) async throws -> [String] {
            try await catalogue.images(matching: ImageQuery(text: text)).images.map(\.caption)
        }
        for number in 1...2 { try await catalogue.saveSample(number, "Umbrella \(number)", prompt: "") }
        #expect(try await found("umbrela").count == 2)
        _ = try await catalogue.rename(Samples.hash(1), to: Caption("Guitar"))
        #expect(try await found("umbrela") == ["Umbrella 2"])
        #expect(try await found("gitar") == ["Guitar"])
        try await catalogue.delete(Samples.hash(2))
        #expect(try await found("umbrela") == [])
    }
}

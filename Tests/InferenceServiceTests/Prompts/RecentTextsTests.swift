import Testing

@testable import InferenceService

@Suite struct RecentTextsTests {
    @Test func forgetsWhatWasAskedForLongestAgo() {
        var recent = RecentTexts<Int>(capacity: 2)
        recent.remember(1, for: "one")
        recent.remember(2, for: "two")
        #expect(recent["one"] == 1)
        recent.remember(3, for: "three")
        #expect(recent["two"] == nil)
        #expect(recent["one"] == 1)
        #expect(recent["three"] == 3)
    }

    @Test func twoSpellingsAreTwoTexts() {
        var recent = RecentTexts<Int>(capacity: 8)
        recent.remember(1, for: "\u{e9}")
        #expect(recent["e\u{301}"] == nil)
        #expect(recent["\u{e9}"] == 1)
    }

    @Test func longTextsAreNotKept() {
        var recent = RecentTexts<Int>(capacity: 8)
        let long = String(repeating: "x", count: RecentTexts<Int>.maximumBytes + 1)
        recent.remember(1, for: long)
        #expect(recent[long] == nil)
    }
}

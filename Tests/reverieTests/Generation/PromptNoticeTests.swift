import Testing
import WireProtocol

@testable import reverie

@Suite struct PromptNoticeTests {
    private func lines(truncated: Bool = false, familiarity: Float = 1, suggestions: [String] = []) -> [String] {
        PromptNotice(
            Accepted(
                job: .random(), promptTruncated: truncated, familiarity: familiarity, suggestions: suggestions)
        ).lines
    }

    @Test func aFamiliarPromptNeedsNoWords() {
        #expect(lines(familiarity: 0.5, suggestions: ["coat"]).isEmpty)
    }

    @Test func anUnfamiliarOneIsToldTheNearest() {
        #expect(
            lines(familiarity: 0.49, suggestions: ["ankle boot", "a\u{1B}[2Jbag"]) == [
                "The model was not trained on anything like this prompt; the nearest that it knows: "
                    + "“ankle boot”, “a\u{FFFD}[2Jbag”."
            ])
        #expect(lines(familiarity: 0) == ["The model was not trained on anything like this prompt."])
    }

    @Test func aCutOneIsTold() {
        #expect(lines(truncated: true) == ["The prompt is long: only its beginning was read."])
        #expect(lines(truncated: true, familiarity: 0).count == 2)
    }
}

import Synchronization
import Testing
import WireProtocol

@testable import Catalogue
@testable import Gateway

struct QueryEncoderTests {
    private static func vector(_ answer: QueryEncoder.Answer) -> [Float]? {
        if case .meaning(let meaning) = answer { meaning.vector.numbers } else { nil }
    }

    private static func reason(_ answer: QueryEncoder.Answer) -> String? {
        if case .none(let reason) = answer { reason } else { nil }
    }

    @Test func asksOnceAndForgetsTheLeastRecent() async {
        let encoder = FakeEncoder()
        let queries = QueryEncoder(encoder, capacity: 2)
        for text in ["a", "b", "a", "c", "a", "b"] {
            #expect(Self.vector(await queries.meaning(of: text)) == Topics.vector(text))
        }
        #expect(encoder.asked == [["a"], ["b"], ["c"], ["b"]])
    }

    @Test func anotherEncoderMakesItForget() async {
        let encoder = FakeEncoder()
        let queries = QueryEncoder(encoder)
        _ = await queries.meaning(of: "a")
        encoder.state.withLock { $0.version = 2 }
        _ = await queries.meaning(of: "b")
        _ = await queries.meaning(of: "a")
        #expect(encoder.asked == [["a"], ["b"], ["a"]])
    }

    @Test func whatIsAwayOrTooSlowIsToldAndAskedAgain() async {
        let encoder = FakeEncoder()
        encoder.state.withLock { $0.failing = [0] }
        let queries = QueryEncoder(encoder, patience: .milliseconds(1))
        #expect(Self.reason(await queries.meaning(of: "a")) == "The inference server is away.")
        encoder.state.withLock { $0.hangs = true }
        #expect(Self.reason(await queries.meaning(of: "a"))?.contains("too busy") == true)
    }
}

import Testing

@testable import Catalogue

struct RelevanceTests {
    @Test(
        arguments: [
            // One stands out; some do; nothing is near; all are alike.
            ([0.8, 0.3, 0.28, 0.25], 0.2, 1),
            ([0.6, 0.58, 0.55, 0.37, 0.32, 0.3], 0.2, 3),
            ([0.28, 0.2], 0.1, 0),
            ([0.7, 0.7, 0.7], 0.7, 3),
            ([0.5], 0.5, 1),
            ([], 0, 0),
        ] as [([Float], Float, Int)])
    func theCutFallsIntoTheWidestGap(cosines: [Float], background: Float, count: Int) {
        #expect(Relevance.cutOff(cosines, background: background) == count)
    }

    @Test func aCutIsAlwaysPossible() {
        var random = SplitMix(state: 1)
        for _ in 0..<500 {
            let cosines = (0..<Int.random(in: 0..<40, using: &random))
                .map { _ in Float.random(in: -0.2...1, using: &random) }.sorted(by: >)
            let background = Float.random(in: -0.1...0.5, using: &random)
            let count = Relevance.cutOff(cosines, background: background)
            #expect((0...cosines.count).contains(count))
            #expect(cosines.prefix(count).allSatisfy { $0 >= 0.3 })
            #expect((count == 0) == ((cosines.first ?? 0) < 0.3))
        }
    }

    @Test func whatIsFoundTwiceComesFirstAndSaysSo() {
        let fused = Relevance.fused(.init(words: [1, 2], beginnings: [3], meaning: [4, 2, 3]))
        #expect(fused.map(\.image) == [2, 3, 4, 1])
        #expect(fused.map(\.match) == [.both, .both, .meaning, .words])
        #expect(Relevance.fused(.init()).isEmpty)
    }
}

import TestSupport
import Testing

@testable import Tensor

@Suite struct ArenaPlanTests {
    @Test("Live ranges never overlap, and released memory is used again", arguments: 0..<20 as Range<UInt64>)
    func property(seed: UInt64) {
        var random = RandomNumbers(seed: seed)
        var plan = ArenaPlan()
        var live: [Range<Int>] = []
        var most = 0
        for _ in 0..<200 {
            if live.isEmpty || Int.random(in: 0..<5, using: &random) < 3 {
                let count = Int.random(in: 0...300, using: &random)
                let range = plan.reserve(count)
                #expect(range.count >= count && range.count < count + 16 && range.lowerBound % 16 == 0)
                #expect(range.upperBound <= plan.size)
                #expect(live.allSatisfy { !$0.overlaps(range) })
                live.append(range)
            } else {
                plan.release(live.remove(at: Int.random(in: live.indices, using: &random)))
            }
            most = max(most, live.reduce(0) { $0 + $1.count })
        }
        #expect(plan.size >= most)
        for range in live { plan.release(range) }
        // All of it is free again and in one piece.
        let size = plan.size
        #expect(plan.reserve(size) == 0..<size)
        #expect(plan.size == size)
    }
}

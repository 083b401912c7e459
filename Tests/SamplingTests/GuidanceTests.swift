import Testing

@testable import Sampling

@Suite struct GuidanceTests {
    static let cases: [(Float, [Float])] = [(0, [1, 2]), (1, [3, -2]), (2, [5, -6]), (0.5, [2, 0]), (-1, [-1, 6])]

    @Test(arguments: cases)
    func `moves from the unconditional through the conditional answer`(scale: Float, guided: [Float]) {
        #expect(Guidance.combine([3, -2], [1, 2], scale: scale) == guided)
    }

    /// Lin et al. 2023, equations 14 to 16: at 1 the deviation is the conditional answer's again, in between it is mixed.
    @Test(arguments: [(Float(1), 2.5), (0.5, 6.25), (0, 10)])
    func `rescaling takes back what guidance did to the deviation`(rescale: Float, deviation: Double) {
        // The mean of the guided answer is 0, so that rescaling leaves it there.
        let guided = Guidance.combine([2.5, -2.5, 2.5, -2.5], [0, 0, 0, 0], scale: 4, rescale: rescale).map(Double.init)
        let variance = guided.reduce(0) { $0 + $1 * $1 } / 4
        #expect((variance.squareRoot() - deviation).magnitude < 1e-5)
    }

    @Test func `rescaling has nothing to do where all numbers are the same`() {
        #expect(Guidance.combine([1, 1], [1, 1], scale: 3, rescale: 0.7) == [1, 1])
    }

    @Test func `may write over either answer`() {
        var (conditional, unconditional) = ([Float(3), -2], [Float(1), 2])
        conditional.withUnsafeMutableBufferPointer { conditional in
            unconditional.withUnsafeBufferPointer { unconditional in
                Guidance.combine(
                    conditional: UnsafeBufferPointer(conditional), unconditional: unconditional, scale: 2,
                    into: conditional)
            }
        }
        #expect(conditional == [5, -6])
    }
}

extension Guidance {
    static func combine(
        _ conditional: [Float], _ unconditional: [Float], scale: Float, rescale: Float = 0
    ) -> [Float] {
        conditional.withUnsafeBufferPointer { conditional in
            unconditional.withUnsafeBufferPointer { unconditional in
                [Float](unsafeUninitializedCapacity: conditional.count) { guided, count in
                    guided.initialize(repeating: 0)
                    combine(
                        conditional: conditional, unconditional: unconditional, scale: scale, rescale: rescale,
                        into: guided)
                    count = conditional.count
                }
            }
        }
    }
}

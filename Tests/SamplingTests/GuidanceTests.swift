import Testing

@testable import Sampling

@Suite struct GuidanceTests {
    static let cases: [(Float, [Float])] = [(0, [1, 2]), (1, [3, -2]), (2, [5, -6]), (0.5, [2, 0]), (-1, [-1, 6])]

    @Test(arguments: cases)
    func `moves from the unconditional through the conditional answer`(scale: Float, guided: [Float]) {
        #expect(Guidance.combine([3, -2], [1, 2], scale: scale) == guided)
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
    static func combine(_ conditional: [Float], _ unconditional: [Float], scale: Float) -> [Float] {
        conditional.withUnsafeBufferPointer { conditional in
            unconditional.withUnsafeBufferPointer { unconditional in
                [Float](unsafeUninitializedCapacity: conditional.count) { guided, count in
                    guided.initialize(repeating: 0)
                    combine(conditional: conditional, unconditional: unconditional, scale: scale, into: guided)
                    count = conditional.count
                }
            }
        }
    }
}

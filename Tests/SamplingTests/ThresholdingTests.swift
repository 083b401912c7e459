import Testing

@testable import Sampling

@Suite struct ThresholdingTests {
    private func apply(_ thresholding: Thresholding, _ values: [Float]) -> [Float] {
        var values = values
        var magnitudes = [Float](repeating: 0, count: values.count)
        values.withUnsafeMutableBufferPointer { thresholding.apply(to: $0, magnitudes: &magnitudes) }
        return values
    }

    @Test func `clips to what pictures can be`() {
        #expect(apply(.clip, [-3, -1, 0.25, 1, 1e30, .infinity, .nan]) == [-1, -1, 0.25, 1, 1, 1, -1])
        #expect(apply(.none, [-3, 0.25, 1e30, -.infinity, .nan]) == [-3, 0.25, 1000, -1000, -1000])
    }

    /// Magnitudes 0.5, 1, 2, 4, 4: the quantile 0.5 is 2, 0.625 is halfway between 2 and 4.
    static let quantiles: [(Float, [Float])] = [
        (0.5, [0.25, -0.5, 1, 1, -1]), (0.625, [0.16666667, -0.33333334, 0.6666667, 1, -1]),
        (1, [0.125, -0.25, 0.5, 1, -1]), (0, [0.5, -1, 1, 1, -1]),
    ]

    @Test(arguments: quantiles)
    func `divides by the quantile`(quantile: Float, expected: [Float]) {
        let values = apply(.dynamic(quantile: quantile), [0.5, -1, 2, 4, -4])
        #expect(zip(values, expected).allSatisfy { ($0 - $1).magnitude < 1e-6 }, "\(values)")
    }

    @Test func `leaves pictures in bounds alone`() {
        #expect(apply(.dynamic(quantile: 1), [0.5, -1, 0]) == [0.5, -1, 0])
        #expect(apply(.dynamic(quantile: 0.5), []) == [])
    }

    /// The selection against sorting.
    @Test(arguments: 1...60)
    func `finds the quantile of any numbers`(count: Int) {
        let coarse = NoiseSource(seed: 8, image: 0).normals(step: UInt32(count), count: count).map {
            ($0 * 4).rounded()
        }
        let sorted = coarse.sorted()
        for share in [Float(0), 0.1, 0.37, 0.5, 0.995, 1] {
            var values = coarse
            let found = values.withUnsafeMutableBufferPointer { Thresholding.quantile(share, of: $0) }
            let position = Double(share) * Double(count - 1)
            let (low, high) = (sorted[Int(position)], sorted[Int(position.rounded(.up))])
            #expect((found - (low + Float(position - position.rounded(.down)) * (high - low))).magnitude < 1e-5)
            #expect(values.sorted() == sorted)
        }
    }
}

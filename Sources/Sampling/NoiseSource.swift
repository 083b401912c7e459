import Tensor

/// All the noise of one picture. Number `i` of a step depends on (seed, image, step, i) alone, so a picture gets the same
/// noise in any batch and its trajectory can be taken up at any step.
package struct NoiseSource: Sendable {
    private let philox: Philox4x32
    private let image: UInt32

    /// `image` counts the pictures of one seed.
    package init(seed: UInt64, image: UInt32) {
        philox = Philox4x32(
            key: SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)))
        self.image = image
    }

    /// The first `count` standard normal numbers of `step`: 0 is the initial noise x_T, i + 1 what the step after the
    /// i-th evaluation adds.
    package func normals(step: UInt32, count: Int) -> [Float] {
        var normals = [Float](repeating: 0, count: count)
        fill(&normals, step: step)
        return normals
    }

    /// `normals(step:count:)` into memory that is there already.
    func fill(_ normals: inout [Float], step: UInt32) {
        normals.withUnsafeMutableBufferPointer { normals in
            for start in stride(from: 0, to: normals.count, by: 4) {
                let words = philox(SIMD4(UInt32(truncatingIfNeeded: start / 4), step, image, 0))
                let first = Self.boxMuller(words[0], words[1])
                let second = Self.boxMuller(words[2], words[3])
                let four = SIMD4(first.0, first.1, second.0, second.1)
                for index in start..<min(start + 4, normals.count) {
                    normals[index] = four[index - start]
                }
            }
        }
    }

    /// Two uniform words become two independent normal numbers (Box & Muller 1958). The half keeps the logarithm's
    /// argument off 0 and bounds the result by 6.77.
    private static func boxMuller(_ a: UInt32, _ b: UInt32) -> (Float, Float) {
        let radius = (-2 * ElementaryFunctions.log((Double(a) + 0.5) * 0x1p-32)).squareRoot()
        let direction = ElementaryFunctions.sinCos(Double(b) * 0x1p-32 * (2 * .pi))
        return (Float(radius * direction.cos), Float(radius * direction.sin))
    }
}

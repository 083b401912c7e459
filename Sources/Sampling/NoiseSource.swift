import Tensor

/// All the noise of one picture. Number `i` of a draw depends on (seed, image, step, draw, i) alone, so a picture gets the
/// same noise in any batch and its trajectory can be taken up at any step.
package struct NoiseSource: Sendable {
    private let philox: Philox4x32
    private let image: UInt32
    private let variations: [Variation]

    /// What a step's noise is for.
    enum Draw: UInt32 {
        case sampler = 0
        /// The known part of a picture that is drawn anew in places.
        case inpainting = 1
    }

    /// `image` counts the pictures of one seed. The initial noise goes through `variations` in their order.
    package init(seed: UInt64, image: UInt32, variations: [Variation] = []) {
        philox = Philox4x32(
            key: SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)))
        self.image = image
        self.variations = variations
    }

    /// The first `count` standard normal numbers of `step`: 0 is the initial noise x_T before variations, i + 1 what the
    /// i-th step adds.
    package func normals(step: UInt32, count: Int) -> [Float] {
        var normals = [Float](repeating: 0, count: count)
        fill(&normals, step: step)
        return normals
    }

    /// The noise that a picture begins with.
    ///
    /// The spherical interpolation between two independent draws takes a quarter turn, cos(phi) a + sin(phi) b: that they
    /// are only nearly orthogonal is chance, and so the result is normally distributed itself, with variance 1.
    package func initial(count: Int) -> [Float] {
        var noise = normals(step: 0, count: count)
        for variation in variations {
            let share = Double(variation.strength > 0 ? min(variation.strength, 1) : 0)
            // By two sines, which are exactly 0 and 1 at the ends.
            let own = ElementaryFunctions.sin(.pi / 2 * (1 - share))
            let other = ElementaryFunctions.sin(.pi / 2 * share)
            let towards = NoiseSource(seed: variation.seed, image: image).normals(step: 0, count: count)
            for index in noise.indices {
                noise[index] = Float(own * Double(noise[index]) + other * Double(towards[index]))
            }
        }
        return noise
    }

    /// `normals(step:count:)`, or those of another draw, into memory that is there already.
    func fill(_ normals: inout [Float], step: UInt32, draw: Draw = .sampler) {
        normals.withUnsafeMutableBufferPointer { normals in
            for start in stride(from: 0, to: normals.count, by: 4) {
                let words = philox(SIMD4(UInt32(truncatingIfNeeded: start / 4), step, image, draw.rawValue))
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

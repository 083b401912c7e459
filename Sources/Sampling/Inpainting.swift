/// A picture of which only a part is drawn anew (Lugmayr et al. 2022, "RePaint", equation 8, without its repetitions): after
/// each step what is known is put back, with the noise of that step's level.
package struct Inpainting: Sendable, Equatable {
    /// The picture, -1...1.
    package let picture: [Float]
    /// For each number of the picture: 0 is kept, 1 drawn anew, and between them the two are mixed.
    package let mask: [Float]

    /// Both have as many numbers as the sampler.
    package init(picture: [Float], mask: [Float]) {
        self.picture = picture
        self.mask = mask
    }

    /// Puts alpha * picture + sigma * noise where the mask keeps it.
    func restore(_ x: inout [Float], alpha: Float, sigma: Float, noise: [Float]) {
        for index in x.indices {
            let known = alpha * picture[index] + (sigma > 0 ? sigma * noise[index] : 0)
            x[index] = mask[index] * x[index] + (1 - mask[index]) * known
        }
    }
}

/// Classifier-free guidance (Ho & Salimans 2022).
package enum Guidance {
    /// guided = unconditional + scale (conditional - unconditional): 0 ignores the prompt, 1 is the prompt's own
    /// prediction, more exaggerates what the prompt changes. All four buffers have the same length; `guided` may be
    /// either of the others.
    ///
    /// `rescale` in 0...1 takes back, by that share, what guidance did to the standard deviation (Lin et al. 2023, "Common
    /// diffusion noise schedules and sample steps are flawed", equations 14 to 16; the paper uses 0.7).
    package static func combine(
        conditional: UnsafeBufferPointer<Float>, unconditional: UnsafeBufferPointer<Float>, scale: Float,
        rescale: Float = 0, into guided: UnsafeMutableBufferPointer<Float>
    ) {
        precondition(conditional.count == guided.count && unconditional.count == guided.count)
        let deviation = rescale > 0 ? Self.deviation(conditional) : 0
        for index in guided.indices {
            guided[index] = unconditional[index] + scale * (conditional[index] - unconditional[index])
        }
        guard rescale > 0 else { return }
        let guidedDeviation = Self.deviation(UnsafeBufferPointer(guided))
        guard guidedDeviation > 0 else { return }
        let factor = Float(Double(rescale) * (deviation / guidedDeviation - 1) + 1)
        for index in guided.indices {
            guided[index] *= factor
        }
    }

    /// The standard deviation of the numbers, but for a factor that all buffers of a length share.
    private static func deviation(_ values: UnsafeBufferPointer<Float>) -> Double {
        var sum = 0.0
        for value in values { sum += Double(value) }
        let mean = sum / Double(max(values.count, 1))
        var squares = 0.0
        for value in values { squares += (Double(value) - mean) * (Double(value) - mean) }
        return squares.squareRoot()
    }
}

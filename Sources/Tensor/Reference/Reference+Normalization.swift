extension Reference {
    /// One picture [pixels][channels]: silu?(normalised(x) * (1 + gain) + shift). Sums run in double precision, channel by
    /// channel over the pixels; `modulation` is nil or [2 * channels], gains first.
    package static func groupNorm(
        _ x: [Float], _ weights: GroupNormWeights, modulation: [Float]?, silu applySiLU: Bool
    ) -> [Float] {
        let channels = weights.channels
        let width = channels / weights.groups
        var result = x
        for group in 0..<weights.groups {
            let members = group * width..<(group + 1) * width
            var total = 0.0
            var totalSquares = 0.0
            for channel in members {
                var sum = 0.0
                var squares = 0.0
                for index in stride(from: channel, to: x.count, by: channels) {
                    sum += Double(x[index])
                    squares += Double(x[index]) * Double(x[index])
                }
                total += sum
                totalSquares += squares
            }
            let count = Double(x.count / channels * width)
            let mean = total / count
            let variance = max(totalSquares / count - mean * mean, 0)
            let inverse = 1 / (variance + Double(weights.epsilon)).squareRoot()
            for channel in members {
                var scale = inverse * Double(weights.gamma[channel])
                var shift = Double(weights.beta[channel]) - mean * scale
                if let modulation {
                    let gain = 1 + Double(modulation[channel])
                    scale *= gain
                    shift = shift * gain + Double(modulation[channels + channel])
                }
                for index in stride(from: channel, to: x.count, by: channels) {
                    let value = Float(shift).addingProduct(x[index], Float(scale))
                    result[index] = applySiLU ? silu(value) : value
                }
            }
        }
        return result
    }
}

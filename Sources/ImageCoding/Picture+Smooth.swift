extension Picture {
    /// The picture `factor` times as large, with soft transitions between its pixels: a Catmull-Rom spline through them
    /// (Keys 1981, "Cubic convolution interpolation for digital image processing", a = -1/2), the edge repeated outwards.
    /// A factor below 2 changes nothing; ask `isAllowed` about the enlarged size first where the factor comes from outside.
    package func smoothed(by factor: Int) -> Picture {
        guard factor > 1 else { return self }
        let taps = (0..<factor).map { Self.taps(at: (Float($0) + 0.5) / Float(factor) - 0.5) }
        // Along the rows first, then along the columns.
        let wide = Self.enlarged(bytes.map(Float.init), rows: height, length: width, step: channels, taps)
        let all = Self.enlarged(wide, rows: 1, length: height, step: width * factor * channels, taps)
        return Picture(
            checkedWidth: width * factor, height: height * factor, channels: channels,
            bytes: all.map { UInt8(max(0, min(255, $0.rounded()))) })
    }

    /// Four neighbours' shares in what lies between the second and the third.
    private struct Taps {
        /// The first neighbour, counted from the pixel itself.
        let first: Int
        let shares: [Float]
    }

    /// - Parameter offset: from a pixel's middle, -1/2 to 1/2.
    private static func taps(at offset: Float) -> Taps {
        let first = offset < 0 ? -2 : -1
        let t = offset < 0 ? offset + 1 : offset
        return Taps(
            first: first,
            shares: [
                ((-0.5 * t + 1) * t - 0.5) * t, (1.5 * t - 2.5) * t * t + 1, ((-1.5 * t + 2) * t + 0.5) * t,
                (0.5 * t - 0.5) * t * t,
            ])
    }

    /// `rows` times `length` points of `step` numbers become `length * taps.count` points each.
    private static func enlarged(_ values: [Float], rows: Int, length: Int, step: Int, _ taps: [Taps]) -> [Float] {
        var result: [Float] = []
        result.reserveCapacity(values.count * taps.count)
        for row in 0..<rows {
            for position in 0..<length {
                for tap in taps {
                    let points = (0..<4).map { index in
                        (row * length + min(max(position + tap.first + index, 0), length - 1)) * step
                    }
                    for offset in 0..<step {
                        var sum: Float = 0
                        for index in 0..<4 { sum += tap.shares[index] * values[points[index] + offset] }
                        result.append(sum)
                    }
                }
            }
        }
        return result
    }
}
